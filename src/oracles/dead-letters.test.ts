import { describe, expect, test } from 'vitest';
import { deadLetters } from './dead-letters.ts';
import { noLostMessage } from './no-lost-message.ts';
import { deadLetter, ended, failedAgain, sent, verdictOf } from './testing/written-history.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) => verdictOf(deadLetters(2), entries)?.fingerprint;
const failures = (...times: readonly number[]) => times.map((count) => failedAgain('k/0', count));

describe('dead letters hold', () => {
  test('when a message failed as often as it may, and was found once or twice', () => {
    expect(say(...failures(0, 1, 2), deadLetter('k/0', 3), deadLetter('k/0', 3))).toBeUndefined();
  });
  test('when a crash began the ladder again', () => {
    expect(say(...failures(0, 1, 1, 0, 2, 2), deadLetter('k/0', 3))).toBeUndefined();
  });
  test('when nothing is found', () => {
    expect(say(...failures(0, 1, 2))).toBeUndefined();
  });
});

describe('dead letters are violated', () => {
  test('by a message that never failed', () => {
    expect(say(...failures(0, 1, 2), deadLetter('k/1', 3))).toBe('dead-letters: never failed');
  });
  test('by a message that could have been tried again', () => {
    expect(say(...failures(0, 1), deadLetter('k/0', 2))).toBe('dead-letters: too early');
  });
  test('by a count that is too small', () => {
    expect(say(...failures(0, 1, 2), deadLetter('k/0', 2))).toBe('dead-letters: wrong count');
  });
});

test('a dead letter is not a lost message; without it the message is', () => {
  const history = [sent('k/0'), ended('k/0', 'acknowledged'), ...failures(0, 1, 2)];
  expect(verdictOf(noLostMessage, history)?.oracle).toBe('no-lost-message');
  expect(verdictOf(noLostMessage, [...history, deadLetter('k/0', 3)])).toBeUndefined();
});
