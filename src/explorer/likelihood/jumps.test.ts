import { describe, expect, test } from 'vitest';
import type { CurvePoint } from './curve.ts';
import { findJumps } from './jumps.ts';

/** Moments a second apart. */
function curveOf(runs: number, shares: readonly number[]): readonly CurvePoint[] {
  return shares.map((share, index) => {
    const same = Math.round(share * runs);
    return { atUs: index * 1_000_000, runs, same, any: same };
  });
}

function stretches(points: readonly CurvePoint[]): readonly string[] {
  return findJumps(points).map(
    ({ fromUs, toUs, before, after }) => `${fromUs / 1e6}-${toUs / 1e6}: ${before} to ${after}`,
  );
}

describe('the jumps of a curve', () => {
  test('are its sure rises, the greatest first', () => {
    expect(stretches(curveOf(100, [0, 0.3, 0.3, 0.9, 0.9]))).toEqual(['2-3: 0.3 to 0.9', '0-1: 0 to 0.3']);
  });

  test('what chance may have made is none', () => {
    expect(stretches(curveOf(8, [0.25, 0.5, 0.375, 0.5]))).toEqual([]);
  });

  test('a fall is none, nor is a rise that nobody would look at', () => {
    expect(stretches(curveOf(10_000, [0.5, 0.1, 0.19]))).toEqual([]);
  });

  test('what grows slowly is found in a longer stretch', () => {
    expect(stretches(curveOf(40, [0.1, 0.2, 0.3, 0.4, 0.5]))).toEqual(['0-3: 0.1 to 0.4']);
  });

  test('of a stretch only the part counts that has most of its rise', () => {
    // Of so few runs neighbours alone are never sure.
    expect(stretches(curveOf(15, [0, 0, 0.0667, 0.4, 0.4]))).toEqual([`2-3: ${1 / 15} to 0.4`]);
    expect(stretches(curveOf(15, [0.0667, 0.4]))).toEqual([]);
  });

  test('no two of them overlap', () => {
    const found = findJumps(curveOf(60, [0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.95, 1]));
    expect(found.length).toBeGreaterThan(1);
    const inOrder = found.toSorted((left, right) => left.fromUs - right.fromUs);
    for (const [index, jump] of inOrder.entries()) {
      expect(jump.fromUs).toBeGreaterThanOrEqual(inOrder[index - 1]?.toUs ?? 0);
    }
  });
});
