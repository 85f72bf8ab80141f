import { expect, test } from 'vitest';
import { copyPerAttempt } from './copy-per-attempt.ts';
import type { MessageEntry } from './message-entry.ts';
import { delivered, sent, verdictOf } from './testing/written-history.ts';

const sentUpTo = (attempts: number): MessageEntry => ({ ...sent('k/0'), attempts }) as MessageEntry;
const from = (queueOffset: number, topic?: string): MessageEntry => {
  const place = { brokerName: 'broker-0', queueId: 0, queueOffset };
  return delivered('k/0', { place: topic === undefined ? place : { ...place, topic } });
};
const verdict = (...entries: readonly MessageEntry[]) => verdictOf(copyPerAttempt, entries)?.fingerprint;
const UNEXPLAINED = 'copy-per-attempt: a copy that no attempt explains';

test('as many places as attempts hold, each delivered as often as you like', () => {
  expect(verdict(sentUpTo(1), from(0), from(0))).toBeUndefined();
  expect(verdict(sentUpTo(2), from(0), from(3))).toBeUndefined();
  expect(verdict(sentUpTo(1), from(0), sentUpTo(1), from(1))).toBeUndefined();
});

test('one place more is a violation', () => {
  expect(verdict(sentUpTo(1), from(0), from(1))).toBe(UNEXPLAINED);
  expect(verdict(sentUpTo(1), sentUpTo(1), from(0), from(1), from(2))).toBe(UNEXPLAINED);
});

test('what comes through a retry topic, or is sent without a limit, is not counted', () => {
  expect(verdict(sentUpTo(1), from(0), from(1, '%RETRY%readers'))).toBeUndefined();
  expect(verdict(sent('k/0'), from(0), from(1))).toBeUndefined();
  expect(verdict(sentUpTo(1), sent('k/0'), from(0), from(1))).toBeUndefined();
});
