import { describe, expect, test } from 'vitest';
import { answerOffsetQuery } from './offset-query.ts';

const unknownGroup = {
  committed: undefined,
  setZeroIfNotFound: undefined,
  minOffset: 0,
  isStartInMemory: true,
};

describe('offset query', () => {
  test('a committed offset is the answer, 0 included', () => {
    expect(answerOffsetQuery({ ...unknownGroup, committed: 7 })).toEqual({ kind: 'found', offset: 7 });
    expect(
      answerOffsetQuery({ ...unknownGroup, committed: 0, setZeroIfNotFound: false, minOffset: 9 }),
    ).toEqual({
      kind: 'found',
      offset: 0,
    });
  });

  test('a new group starts at 0 while the whole queue is in memory', () => {
    expect(answerOffsetQuery(unknownGroup)).toEqual({ kind: 'found', offset: 0 });
    expect(answerOffsetQuery({ ...unknownGroup, setZeroIfNotFound: true })).toEqual({
      kind: 'found',
      offset: 0,
    });
    expect(answerOffsetQuery({ ...unknownGroup, isStartInMemory: false }).kind).toBe('not-found');
    expect(answerOffsetQuery({ ...unknownGroup, minOffset: 3 }).kind).toBe('not-found');
  });

  test('a caller can refuse the 0', () => {
    expect(answerOffsetQuery({ ...unknownGroup, setZeroIfNotFound: false }).kind).toBe('not-found');
  });
});
