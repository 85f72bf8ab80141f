import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { slaveGivenItsTime } from './slave-given-its-time.ts';
import { PROMISES } from './testing/written-history.ts';
import { stored } from './testing/written-store.ts';

/** What the judge says of each entry at its moment, in milliseconds. */
function say(...history: readonly (readonly [number, MessageEntry])[]): string | undefined {
  const judge = slaveGivenItsTime.judge(PROMISES);
  for (const [index, [atMs, entry]] of history.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine: 'broker-0', entry });
    if (violation !== undefined) return violation.message;
  }
  return undefined;
}

const givenUp = (end: number): MessageEntry => ({ kind: 'put-given-up', brokerName: 'broker-0', end });

describe('a slave is given its time', () => {
  test('when a put is given up after it', () => {
    expect(say([0, stored(0)], [3000, givenUp(100)])).toBeUndefined();
  });
  test('when a later record is at the same place after a recovery', () => {
    expect(say([0, stored(0)], [2000, stored(0)], [5001, givenUp(100)])).toBeUndefined();
  });
  test('by a clock that is fast', () => {
    const drift: MessageEntry = { kind: 'fault-began', slot: 7, description: '', fault: 'clock-drift' };
    const right: MessageEntry = { kind: 'fault-ended', slot: 7, description: '' };
    expect(say([0, drift], [10, stored(0)], [2868, givenUp(100)])).toBeUndefined();
    expect(say([0, drift], [10, stored(0)], [50, right], [2868, givenUp(100)])).toBeUndefined();
    expect(say([0, drift], [10, stored(0)], [2860, givenUp(100)])).toContain('after 2850 ms');
    expect(say([0, drift], [5, right], [10, stored(0)], [2868, givenUp(100)])).toContain('after 2858 ms');
  });
  test('not when a put is given up before', () => {
    expect(say([0, stored(0)], [2999, givenUp(100)])).toBe(
      'broker-0 stored a message up to position 100 and gave its slaves up after 2999 ms',
    );
  });
  test('nor when it is so for a record that was stored anew', () => {
    expect(say([0, stored(0)], [2000, stored(0)], [3500, givenUp(100)])).toContain('after 1500 ms');
  });
});
