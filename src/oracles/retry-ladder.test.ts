import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { retryLadder } from './retry-ladder.ts';
import { delivered, deliveredAgain, failedAgain, PROMISES } from './testing/written-history.ts';

const LADDER = { delayLevelsMs: [1, 2, 100, 300], localRetryMs: 50 };

/** What the oracle says of entries at these milliseconds. */
function say(...entries: readonly (readonly [number, MessageEntry])[]): string | undefined {
  const judge = retryLadder(LADDER).judge(PROMISES);
  for (const [index, [atMs, entry]] of entries.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine: 'consumer-0', entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return undefined;
}

describe('the ladder of retries holds', () => {
  test('when each retry waits for its level, the last level for all that follow', () => {
    expect(
      say(
        [0, delivered('k/0')],
        [10, failedAgain('k/0', 0)],
        [110, deliveredAgain('k/0', 1, 'retry')],
        [120, failedAgain('k/0', 1)],
        [420, deliveredAgain('k/0', 2, 'retry')],
        [430, failedAgain('k/0', 2)],
        [730, deliveredAgain('k/0', 3, 'retry')],
      ),
    ).toBeUndefined();
  });
  test('when nobody took it back and its consumer tries again after the local pause', () => {
    expect(say([0, failedAgain('k/0', 0)], [50, deliveredAgain('k/0', 1, 'here')])).toBeUndefined();
  });
  test('when nobody took a retry back, which its consumer tries again too', () => {
    expect(
      say(
        [0, failedAgain('k/0', 0)],
        [100, deliveredAgain('k/0', 1, 'retry')],
        [110, failedAgain('k/0', 1)],
        [160, deliveredAgain('k/0', 2, 'here')],
      ),
    ).toBeUndefined();
  });
  test('when a step is repeated', () => {
    expect(
      say(
        [0, failedAgain('k/0', 0)],
        [100, deliveredAgain('k/0', 1, 'retry')],
        [101, deliveredAgain('k/0', 1, 'retry')],
        [102, delivered('k/0')],
      ),
    ).toBeUndefined();
  });
  test('when a broker counts in whole milliseconds', () => {
    expect(say([0.4, failedAgain('k/0', 0)], [100, deliveredAgain('k/0', 1, 'retry')])).toBeUndefined();
  });
});

describe('the ladder of retries is violated', () => {
  test('by a retry before its time', () => {
    expect(say([0, failedAgain('k/0', 0)], [98, deliveredAgain('k/0', 1, 'retry')])).toBe(
      'retry-ladder: too early',
    );
    expect(say([0, failedAgain('k/0', 0)], [40, deliveredAgain('k/0', 1, 'here')])).toBe(
      'retry-ladder: too early',
    );
  });
  test('by a number of failures that it has not had', () => {
    expect(say([0, delivered('k/0')], [500, deliveredAgain('k/0', 1, 'retry')])).toBe(
      'retry-ladder: a step was left out',
    );
    expect(say([0, failedAgain('k/0', 0)], [500, deliveredAgain('k/0', 2, 'retry')])).toBe(
      'retry-ladder: a step was left out',
    );
  });
});
