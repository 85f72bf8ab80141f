import { expect, test } from 'vitest';
import { firstFailure, summarise } from './conviction.ts';
import type { Failure } from './failure.ts';

const streams = (...seeds: (number | null)[]) => seeds.map((count) => ({ seeds: count, other: null }));

test('a design is convicted when every stream convicts it; the median is the middle one', () => {
  expect(summarise(streams(9, 1, 4, 100, 2))).toEqual({
    convicted: true,
    seeds: [9, 1, 4, 100, 2],
    median: 4,
    otherOracle: null,
  });
});

test('a stream that never convicts counts as endless', () => {
  expect(summarise(streams(9, null, 4, 100, 2))).toMatchObject({ convicted: false, median: 9 });
  expect(summarise(streams(null, null, null, 100, 2))).toMatchObject({ convicted: false, median: null });
});

test('another oracle that spoke is named', () => {
  const other = [
    { seeds: 3, other: null },
    { seeds: 5, other: 'no-phantom' },
  ];
  expect(summarise(other)).toMatchObject({ convicted: true, otherOracle: 'no-phantom' });
});

test('the first failure is the one with the least number, whoever spoke', () => {
  const failure = (seed: string, oracle: string | null) => ({ seed, oracle, verdict: 'crashed' }) as Failure;
  expect(firstFailure([])).toBeUndefined();
  expect(firstFailure([failure('zoo-1:12', 'no-phantom'), failure('zoo-1:3', null)])).toEqual({
    index: 3,
    by: 'crashed',
  });
});
