import { expect, test } from 'vitest';
import type { DiskImage } from '../environment/disk.ts';
import type { MessageEntry } from './message-entry.ts';
import { outboxDelivered } from './outbox-delivered.ts';
import {
  ended,
  handled,
  PROMISES,
  SETTLED,
  sent,
  verdictOf,
  verdictUnder,
} from './testing/written-history.ts';
import { machineEnded } from './testing/written-store.ts';

const kept: MessageEntry = { kind: 'outbox-kept', topic: 'orders', key: 'k', ordinal: 0 };
const verdict = (...entries: readonly MessageEntry[]) => verdictOf(outboxDelivered, entries)?.fingerprint;

test('holds when it was handled, whatever its sends said', () => {
  expect(verdict(kept, sent('k/0'), ended('k/0', 'unknown'), handled('k/0'))).toBeUndefined();
  expect(verdict(kept, sent('k/0'), ended('k/0', 'rejected'), sent('k/0'), handled('k/0'))).toBeUndefined();
  expect(verdict(sent('k/0'), ended('k/0', 'unknown'))).toBeUndefined();
});

test('not handled, or by one of two groups only, is a violation', () => {
  expect(verdict(kept)).toBe('outbox-delivered: never sent');
  expect(verdict(kept, sent('k/0'), handled('k/0', false))).toBe('outbox-delivered: sent and not handled');
  const two = { ...SETTLED, groups: ['readers', 'others'] };
  expect(verdictOf(outboxDelivered, [kept, sent('k/0'), handled('k/0')], two)?.fingerprint).toBe(
    'outbox-delivered: sent and not handled',
  );
});

test('under asynchronous flush a power loss of a broker forgives it, the end of a process does not', () => {
  const lax = { ...PROMISES, flush: 'asynchronous' } as const;
  const world = { ...SETTLED, brokerDisks: new Map([['broker-0', {} as DiskImage]]) };
  const after = (how: 'power-lost' | 'killed') =>
    verdictUnder(lax, outboxDelivered, [kept, machineEnded(how)], world)?.fingerprint;
  expect(after('power-lost')).toBeUndefined();
  expect(after('killed')).toBe('outbox-delivered: never sent');
});
