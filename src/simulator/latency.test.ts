import { describe, expect, test } from 'vitest';
import { Draws, purpose } from './draws.ts';
import { childHigh, childLow } from './identity.ts';
import { drawLatencyUs, type Latency } from './latency.ts';

const draws = new Draws('latency');
const LATENCY = purpose('test.latency');
const COUNT = 50_000;

function sample(latency: Latency): number[] {
  return Array.from({ length: COUNT }, (_, ordinal) => {
    const identity = { high: childHigh(3, 4, ordinal), low: childLow(3, 4, ordinal) };
    return drawLatencyUs(latency, draws, LATENCY, identity);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function share(values: readonly number[], condition: (value: number) => boolean): number {
  return values.filter(condition).length / values.length;
}

describe('a drawn latency', () => {
  test('constant', () => {
    expect(new Set(sample({ kind: 'constant', us: 70 }))).toEqual(new Set([70]));
  });

  test('uniform: both bounds are met, the mean lies between', () => {
    const values = sample({ kind: 'uniform', minimumUs: 10, maximumUs: 19 });
    expect(new Set(values).size).toBe(10);
    expect([Math.min(...new Set(values)), Math.max(...new Set(values))]).toEqual([10, 19]);
    expect(mean(values)).toBeCloseTo(14.5, 0);
  });

  test('exponential: integers with the right mean, median and tail', () => {
    const values = sample({ kind: 'exponential', minimumUs: 1000, meanUs: 10_000, maximumUs: 1_000_000 });
    const parts = values.map((value) => value - 1000);
    expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
    expect(Math.abs(mean(parts) - 10_000)).toBeLessThan(200);
    expect(share(parts, (part) => part < 6931)).toBeCloseTo(0.5, 1);
    expect(share(parts, (part) => part > 23_026)).toBeCloseTo(0.1, 1);
    expect(share(parts, (part) => part > 46_052)).toBeGreaterThan(0.005);
    expect(share(parts, (part) => part > 46_052)).toBeLessThan(0.016);
  });

  test('exponential: cut at the maximum', () => {
    const values = sample({ kind: 'exponential', minimumUs: 100, meanUs: 1000, maximumUs: 1500 });
    expect(Math.max(...new Set(values))).toBe(1500);
    expect(share(values, (value) => value === 1500)).toBeCloseTo(0.246, 1);
  });
});
