import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { retryNeedsAttempt } from './retry-needs-attempt.ts';
import { deadLetter, delivered, deliveredAgain, failedAgain, verdictOf } from './testing/written-history.ts';

const say = (...entries: readonly MessageEntry[]) => verdictOf(retryNeedsAttempt, entries)?.fingerprint;

describe('a retry has an attempt before it', () => {
  test('when a handler failed, or was given up while it ran', () => {
    expect(say(delivered('k/0'), failedAgain('k/0', 0), deliveredAgain('k/0', 1, 'retry'))).toBeUndefined();
    expect(say(delivered('k/0'), deliveredAgain('k/0', 1, 'retry'))).toBeUndefined();
  });
  test('when steps are repeated and some are skipped backwards', () => {
    expect(
      say(
        delivered('k/0'),
        deliveredAgain('k/0', 1, 'retry'),
        deliveredAgain('k/0', 1, 'here'),
        delivered('k/0'),
        deliveredAgain('k/0', 2, 'retry'),
      ),
    ).toBeUndefined();
  });
  test('when a dead letter was tried as often as it says', () => {
    expect(say(delivered('k/0'), deliveredAgain('k/0', 1, 'retry'), deadLetter('k/0', 2))).toBeUndefined();
  });
});

describe('a retry without an attempt is a violation', () => {
  test('when it is the first that its group sees', () => {
    expect(say(delivered('k/1'), deliveredAgain('k/0', 1, 'retry'))).toBe(
      'retry-needs-attempt: delivered again',
    );
  });
  test('when one attempt counts twice', () => {
    expect(say(delivered('k/0'), deliveredAgain('k/0', 2, 'retry'))).toBe(
      'retry-needs-attempt: delivered again',
    );
  });
  test('when a dead letter was tried less often than it says', () => {
    expect(say(delivered('k/0'), deadLetter('k/0', 2))).toBe('retry-needs-attempt: dead letter');
  });
});
