import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import type { Promises, Violation } from './oracle.ts';
import { resolvedStaysResolved } from './resolved-stays-resolved.ts';
import { PROMISES } from './testing/written-history.ts';
import { machineEnded, shown, stored } from './testing/written-store.ts';
import { putBack, round, transactionEnded } from './testing/written-transfers.ts';

/** What the oracle says of what broker-0 does at these seconds. */
function verdictAt(
  history: readonly (readonly [number, MessageEntry])[],
  promises: Partial<Promises> = {},
): Violation | undefined {
  const judge = resolvedStaysResolved.judge({ ...PROMISES, ...promises });
  for (const [index, [seconds, entry]] of history.entries()) {
    const recorded = { number: index + 1, atUs: seconds * 1_000_000, machine: 'broker-0', entry };
    const violation = judge.hear?.(recorded);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

describe('resolved-stays-resolved', () => {
  test('gives a broker the time to write it down', () => {
    expect(
      verdictAt([
        [0, transactionEnded('t1', 'commit', 4)],
        [10, round],
        [10, putBack('t1', 4)],
      ]),
    ).toBeUndefined();
  });

  test('is silent about other half messages, and about those put back before', () => {
    expect(
      verdictAt([
        [0, putBack('t1', 3)],
        [1, transactionEnded('t1', 'commit', 4)],
        [60, round],
        [60, putBack('t1', 5)],
      ]),
    ).toBeUndefined();
  });

  test('is silent about what was resolved in the course of a long round', () => {
    expect(
      verdictAt([
        [0, round],
        [5, transactionEnded('t1', 'commit', 4)],
        [40, putBack('t1', 4)],
      ]),
    ).toBeUndefined();
  });

  test('lets a broker forget when its process ends', () => {
    expect(
      verdictAt([
        [0, transactionEnded('t1', 'commit', 4)],
        [2, machineEnded('killed')],
        [60, round],
        [60, putBack('t1', 4)],
      ]),
    ).toBeUndefined();
  });

  test('convicts looking at it again', () => {
    const verdict = verdictAt([
      [0, transactionEnded('t1', 'commit', 4)],
      [30, round],
      [31, putBack('t1', 4)],
    ]);
    expect(verdict?.fingerprint).toBe('resolved-stays-resolved: looked at again');
  });

  test('gives a broker more time when its threads may stand still', () => {
    const history: readonly (readonly [number, MessageEntry])[] = [
      [0, transactionEnded('t1', 'commit', 4)],
      [30, round],
      [31, putBack('t1', 4)],
    ];
    expect(verdictAt(history, { longestPauseUs: 2_000_000 })).toBeUndefined();
    expect(verdictAt(history, { longestPauseUs: 1_000_000 })?.oracle).toBe('resolved-stays-resolved');
  });

  test('waits for copies where readers see nothing else', () => {
    const history = (...between: (readonly [number, MessageEntry])[]) =>
      [
        [0, transactionEnded('t1', 'commit', 4)],
        [3, stored(100)],
        ...between,
        [60, round],
        [60, putBack('t1', 4)],
      ] as const;
    const copied = { readersSee: 'copied' } as const;
    expect(verdictAt(history(), copied)).toBeUndefined();
    expect(verdictAt(history([50, shown(100)], [55, stored(200)]), copied)?.oracle).toBe(
      'resolved-stays-resolved',
    );
    expect(verdictAt(history(), { readersSee: 'stored' })?.oracle).toBe('resolved-stays-resolved');
  });
});
