import { describe, expect, test } from 'vitest';
import { exactlyOnceEffect } from './exactly-once-effect.ts';
import type { MessageEntry } from './message-entry.ts';
import { ended, PROMISES, sent, verdictOf, verdictUnder } from './testing/written-history.ts';
import { machineEnded, record, recovered } from './testing/written-store.ts';

const say = (...entries: MessageEntry[]) => verdictOf(exactlyOnceEffect, entries)?.fingerprint;

const acknowledged = [sent('k/0'), ended('k/0', 'acknowledged')];
const applied = (times = 1): MessageEntry => ({
  kind: 'effect-applied',
  topic: 'orders',
  key: 'k',
  ordinal: 0,
  times,
});
const restarted = (times: Readonly<Record<string, number>>): MessageEntry => ({
  kind: 'effects-recovered',
  times: new Map(Object.entries(times)),
});

describe('exactly-once effect holds', () => {
  test('when an acknowledged message takes effect, before its acknowledgement or after', () => {
    expect(say(...acknowledged, applied())).toBeUndefined();
    expect(say(sent('k/0'), applied(), ended('k/0', 'acknowledged'))).toBeUndefined();
  });
  test('when a restart finds an effect that nobody heard of', () => {
    expect(say(...acknowledged, restarted({ 'orders/k/0': 1 }))).toBeUndefined();
  });
  test('when what ended unknown takes no effect, or one', () => {
    expect(say(sent('k/0'), ended('k/0', 'unknown'))).toBeUndefined();
    expect(say(sent('k/0'), ended('k/0', 'unknown'), applied())).toBeUndefined();
  });
  test('when a power loss took an acknowledged message as it may', () => {
    const lost = [machineEnded('power-lost'), recovered(0, { lost: [record(0)] })];
    const promises = { ...PROMISES, flush: 'asynchronous' } as const;
    expect(verdictUnder(promises, exactlyOnceEffect, [...acknowledged, ...lost])).toBeUndefined();
    expect(say(...acknowledged, ...lost)).toBe('exactly-once-effect: never');
  });
});

describe('exactly-once effect is violated', () => {
  test('by a second effect, also over a restart', () => {
    expect(say(applied(), applied(2))).toBe('exactly-once-effect: again');
    expect(say(applied(), applied(1))).toBe('exactly-once-effect: again');
    expect(say(restarted({ 'orders/k/0': 1 }), applied(2))).toBe('exactly-once-effect: again');
    expect(say(restarted({ 'orders/k/0': 2 }))).toBe('exactly-once-effect: again');
  });
  test('by an effect that is gone after a restart', () => {
    expect(say(applied(), restarted({}))).toBe('exactly-once-effect: gone');
  });
  test('by an acknowledged message that never takes effect', () => {
    expect(say(...acknowledged)).toBe('exactly-once-effect: never');
  });
});
