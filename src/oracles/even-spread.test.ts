import { describe, expect, test } from 'vitest';
import { evenSpread } from './even-spread.ts';
import type { MessageEntry } from './message-entry.ts';
import type { SendTaught, SendTried } from './send-entry.ts';
import { verdictOf } from './testing/written-history.ts';

const ORACLE = evenSpread({ slowMs: 500, longestMs: 2 });

const queue = (queueId: number) => ({ topic: 'orders', brokerName: 'broker-0', queueId });
const route = (...ids: readonly number[]): MessageEntry => ({
  kind: 'route-known',
  topic: 'orders',
  queues: ids.map(queue),
});
const tried = (queueId: number, rest: Partial<SendTried> = {}): MessageEntry => ({
  kind: 'send-tried',
  ...queue(queueId),
  attempt: 1,
  isInTurn: true,
  ...rest,
});
const taught = (rest: Partial<SendTaught>): MessageEntry => ({
  kind: 'send-taught',
  topic: 'orders',
  brokerName: 'broker-0',
  latencyMs: 1,
  isGood: true,
  ...rest,
});

/** One entry takes a millisecond. */
const verdict = (...entries: readonly MessageEntry[]) => verdictOf(ORACLE, entries)?.fingerprint;
const OUT_OF_TURN = 'even-spread: a queue out of turn';

describe('even spread', () => {
  test('holds for any number of rounds, wherever they begin', () => {
    expect(verdict(route(0, 1, 2), ...[1, 2, 0, 1, 2, 0, 1].map((id) => tried(id)))).toBeUndefined();
    expect(verdict(route(0), tried(0), tried(0))).toBeUndefined();
  });

  test('a queue a second time before all had one is a violation', () => {
    expect(verdict(route(0, 1), tried(0), tried(0))).toBe(OUT_OF_TURN);
    expect(verdict(route(0, 1, 2), tried(0), tried(1), tried(0))).toBe(OUT_OF_TURN);
  });

  test('a queue that the route does not have is one, even right after a failure', () => {
    const stray = tried(7);
    expect(verdict(route(0, 1), taught({ isGood: false }), stray)).toBe('even-spread: no queue of the route');
  });

  test('after a bad or slow answer detours are allowed, and then no longer', () => {
    for (const bad of [taught({ isGood: false }), taught({ latencyMs: 500 })]) {
      expect(verdict(route(0, 1), bad, tried(0), tried(0))).toBeUndefined();
      expect(verdict(route(0, 1), bad, tried(0), tried(0), tried(0), tried(0))).toBe(OUT_OF_TURN);
    }
    expect(verdict(route(0, 1), taught({ latencyMs: 499 }), tried(0), tried(0))).toBe(OUT_OF_TURN);
  });

  test('a repetition, a new route and a queue that the sender names begin anew or do not count', () => {
    expect(verdict(route(0, 1), tried(0), tried(1, { attempt: 2 }), tried(1))).toBeUndefined();
    expect(verdict(route(0, 1), tried(0), route(0, 1, 2), tried(0))).toBeUndefined();
    expect(verdict(route(0, 1), tried(0), tried(0, { isInTurn: false }), tried(1))).toBeUndefined();
  });
});
