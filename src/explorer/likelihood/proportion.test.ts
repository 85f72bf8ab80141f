import { describe, expect, test } from 'vitest';
import { boundsOf, CONFIDENT, leastRise, SURE, shareOf } from './proportion.ts';

function rounded({ low, high }: { readonly low: number; readonly high: number }): readonly number[] {
  return [low, high].map((bound) => Number(bound.toFixed(4)));
}

describe('what so many hits say', () => {
  test('the bounds are those of the published examples', () => {
    // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    expect(rounded(boundsOf({ hits: 81, runs: 263 }, 1.959964))).toEqual([0.2553, 0.3662]);
    expect(rounded(boundsOf({ hits: 15, runs: 148 }, 1.959964))).toEqual([0.0624, 0.1605]);
    expect(rounded(boundsOf({ hits: 0, runs: 20 }, 1.959964))).toEqual([0, 0.1611]);
    expect(rounded(boundsOf({ hits: 1, runs: 29 }, 1.959964))).toEqual([0.0061, 0.1718]);
  });

  test('the difference is bounded as in the published example', () => {
    // Newcombe (1998), interval estimation for the difference, table II: 56/70 - 48/80, method 10.
    const least = leastRise({ hits: 48, runs: 80 }, { hits: 56, runs: 70 }, 1.959964);
    expect(least).toBeCloseTo(0.0524, 4);
  });

  test('no runs say nothing', () => {
    expect(shareOf({ hits: 0, runs: 0 })).toBe(0);
    expect(boundsOf({ hits: 0, runs: 0 }, CONFIDENT)).toEqual({ low: 0, high: 1 });
    expect(leastRise({ hits: 0, runs: 0 }, { hits: 9, runs: 9 }, CONFIDENT)).toBeLessThan(0);
  });

  test('few runs do not make a rise sure that many do', () => {
    expect(leastRise({ hits: 1, runs: 4 }, { hits: 3, runs: 4 }, SURE)).toBeLessThan(0);
    expect(leastRise({ hits: 10, runs: 40 }, { hits: 30, runs: 40 }, SURE)).toBeGreaterThan(0.1);
  });
});
