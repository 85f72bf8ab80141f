import { describe, expect, test } from 'vitest';
import { Curve, type CurvePoint, firstMoments, inevitableFromUs, nextMoment } from './curve.ts';

function curveOf(runs: number, shares: Readonly<Record<number, number>>): readonly CurvePoint[] {
  return Object.entries(shares).map(([atUs, share]) => {
    const same = Math.round(share * runs);
    return { atUs: Number(atUs), runs, same, any: same };
  });
}

describe('a curve', () => {
  test('counts runs by moment, in the order of time', () => {
    const curve = new Curve();
    curve.add(500, { isSame: false, isFailure: true });
    curve.add(100, { isSame: false, isFailure: false });
    curve.add(500, { isSame: true, isFailure: true });
    expect(curve.points()).toEqual([
      { atUs: 100, runs: 1, same: 0, any: 0 },
      { atUs: 500, runs: 2, same: 1, any: 2 },
    ]);
  });

  test('begins with moments from the start to the end', () => {
    expect(firstMoments(1000, [], 5)).toEqual([0, 250, 500, 750, 1000]);
    expect(firstMoments(1, [], 5)).toEqual([0, 1]);
  });

  test('begins with more moments where more happened', () => {
    const happenings = [...Array.from({ length: 40 }, (_, index) => index), 700, 5000];
    expect(firstMoments(1000, happenings, 5)).toEqual([0, 8, 16, 25, 33, 250, 500, 750, 1000]);
  });

  test('is looked at more closely where it rises most', () => {
    const points = curveOf(40, { 0: 0, 100000: 0.3, 200000: 0.35, 300000: 1, 400000: 0.95 });
    expect(nextMoment(points)).toBe(250_000);
  });

  test('is not looked at more closely where it falls, rises by chance, or was looked at closely', () => {
    expect(nextMoment(curveOf(40, { 0: 0.5, 100000: 0.3, 200000: 0.38 }))).toBeUndefined();
    expect(nextMoment(curveOf(4, { 0: 0.25, 100000: 0.5 }))).toBeUndefined();
    expect(nextMoment(curveOf(40, { 0: 0, 2000: 1 }))).toBeUndefined();
    expect(nextMoment(curveOf(40, { 0: 0, 2001: 1 }))).toBe(1000);
  });

  test('was inevitable from where it never falls again', () => {
    expect(inevitableFromUs(curveOf(40, { 0: 1, 10: 0.5, 20: 0.95, 30: 1 }), 0.95)).toBe(20);
    expect(inevitableFromUs(curveOf(40, { 0: 1, 10: 0.5 }), 0.95)).toBeUndefined();
  });
});
