import { describe, expect, test } from 'vitest';
import { duplicatesHaveCauses } from './duplicates-have-causes.ts';
import type { MessageEntry } from './message-entry.ts';
import { PROMISES } from './testing/written-history.ts';

type At = readonly [machine: string, entry: MessageEntry, atSeconds?: number];

function say(...entries: readonly At[]): string | undefined {
  const judge = duplicatesHaveCauses.judge(PROMISES);
  for (const [index, [machine, entry, atSeconds = 0]] of entries.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atSeconds * 1_000_000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return undefined;
}

const NAME = { topic: 'orders', key: 'k', ordinal: 0 } as const;
const GROUP = 'readers';
const RETRY = '%RETRY%readers';
const A = 'consumer-0';
const B = 'consumer-1';

const placeAt = (queueOffset: number, topic?: string) => {
  const place = { brokerName: 'broker-0', queueId: 0, queueOffset };
  return topic === undefined ? place : { topic, ...place };
};
const got = (machine: string, queueOffset: number, times = 0, atSeconds = 0): At => {
  const place = placeAt(queueOffset, times === 0 ? undefined : RETRY);
  const entry = { ...NAME, group: GROUP, place, bodyCrc: 7, reconsumeTimes: times };
  return [machine, { kind: 'delivery-started', ...entry }, atSeconds];
};
const failed = (machine: string, times = 0): At => {
  const entry = { ...NAME, group: GROUP, place: placeAt(0), reconsumeTimes: times, isSuccess: false };
  return [machine, { kind: 'delivery-completed', ...entry }];
};
const taken = (machine: string, topic = 'orders'): At => {
  const queue = { topic, brokerName: 'broker-0', queueId: 0, offset: 0 };
  return [machine, { kind: 'queue-taken', ...queue }];
};
const ended = (machine: string): At => [machine, { kind: 'machine-ended', how: 'killed' }];
const sent: At = ['producer-0', { kind: 'send-invoked', ...NAME, bodyCrc: 7 }];
const sentAgain: At = ['producer-0', { kind: 'send-repeated' }];
const ofReturn = { ...NAME, group: GROUP, reconsumeTimes: 0 } as const;

const WITHOUT = 'duplicates-have-causes: without a cause';

describe('duplicates have causes when', () => {
  test('nothing comes twice, and a failure brings one retry', () => {
    expect(say(sent, got(A, 0), failed(A), got(A, 4, 1))).toBeUndefined();
  });
  test('the member that had it ended, or another one has the queue', () => {
    expect(say(got(A, 0), ended(A), got(B, 0))).toBeUndefined();
    expect(say(got(A, 0), ended(A), got(A, 0))).toBeUndefined();
    expect(say(got(A, 0), got(B, 0))).toBeUndefined();
  });
  test('the member lost the queue and took it again', () => {
    expect(say(taken(A), got(A, 0), taken(A), got(A, 0))).toBeUndefined();
  });
  test('its producer tried again, or its sender did', () => {
    expect(say(sent, got(A, 0), sentAgain, got(A, 1))).toBeUndefined();
    expect(say(sent, got(A, 0), sent, got(A, 1))).toBeUndefined();
  });
  test('a return was not answered, or the handler took too long', () => {
    const unanswered: At = [A, { kind: 'return-unanswered', ...ofReturn }];
    const expired: At = [A, { kind: 'handler-expired', ...ofReturn }];
    expect(say(got(A, 0), failed(A), unanswered, got(A, 4, 1), got(A, 5, 1))).toBeUndefined();
    expect(say(got(A, 0), expired, got(A, 4, 1))).toBeUndefined();
  });
  test('a repetition failed too', () => {
    expect(
      say(got(A, 0), got(B, 0), failed(A), failed(B), got(A, 4, 1), got(B, 4, 1), got(A, 5, 1)),
    ).toBeUndefined();
  });
  test('the broker ended before it had saved what it delivered', () => {
    expect(say(got(A, 0), failed(A), got(A, 4, 1), ended('broker-0'), got(A, 5, 1))).toBeUndefined();
  });
});

describe('duplicates have no cause when', () => {
  test('a member gets a record twice in one ownership', () => {
    expect(say(taken(A), got(A, 0), got(A, 0))).toBe(WITHOUT);
    expect(say(got(A, 0), taken(A, 'others'), got(A, 0))).toBe(WITHOUT);
    expect(say(got(A, 0), ended(B), got(A, 0))).toBe(WITHOUT);
  });
  test('a message lies in two places and was sent once', () => {
    expect(say(sent, got(A, 0), got(A, 1))).toBe(WITHOUT);
    const other: At = ['producer-1', { kind: 'send-repeated' }];
    expect(say(sent, other, got(A, 0), got(A, 1))).toBe(WITHOUT);
  });
  test('one failure brings two retries', () => {
    expect(say(got(A, 0), failed(A), got(A, 4, 1), got(A, 5, 1))).toBe(WITHOUT);
    expect(say(got(A, 0), failed(A), got(A, 4, 1), ended('broker-1'), got(A, 5, 1))).toBe(WITHOUT);
    const twice = [got(A, 0), got(B, 0), failed(A), failed(B)];
    expect(say(...twice, got(A, 4, 1), got(A, 5, 1), got(A, 6, 1))).toBe(WITHOUT);
  });
  test('it comes back though its handler has neither failed nor taken too long', () => {
    expect(say(got(A, 0), got(A, 4, 1))).toBe(WITHOUT);
  });
  test('its queue changed hands long after the last change of anything', () => {
    const changed: At = ['broker-0', { kind: 'group-changed' }, 1000];
    const rebalanced = 'duplicates-have-causes: by a rebalance without a cause';
    expect(say(changed, got(A, 0, 0, 1000), got(B, 0, 0, 1200))).toBeUndefined();
    expect(say(changed, got(A, 0, 0, 1000), got(B, 0, 0, 1400))).toBe(rebalanced);
    const fault: At = ['', { kind: 'fault-began', slot: 0, description: 'partition' }, 1000];
    expect(say(fault, got(A, 0, 0, 1000), got(B, 0, 0, 1400))).toBeUndefined();
  });
});
