import { describe, expect, test } from 'vitest';
import { BrokerLatencies, LATENCY_FAULTS, LATENCY_FAULTS_4 } from './broker-latencies.ts';

function table(options = LATENCY_FAULTS) {
  const time = { nowMs: 0 };
  const clock = { wallMs: () => 0, monotonicUs: () => time.nowMs * 1000 };
  return { time, latencies: new BrokerLatencies(clock, options) };
}

/** How long the broker is left alone. */
function unavailableMs(latencyMs: number, outcome: 'answered' | 'failed', options = LATENCY_FAULTS): number {
  const { time, latencies } = table(options);
  latencies.learn('b', latencyMs, outcome);
  while (!latencies.isAvailable('b')) time.nowMs += 500;
  return time.nowMs;
}

describe('latencies of brokers', () => {
  test.each([
    [10, 0],
    [549, 0],
    [550, 2_000],
    [1_799, 2_000],
    [1_800, 5_000],
    [3_000, 6_000],
    [5_000, 10_000],
    [60_000, 30_000],
  ])('an answer after %i ms: left alone for %i ms (5.x)', (latencyMs, expectedMs) => {
    expect(unavailableMs(latencyMs, 'answered')).toBe(expectedMs);
  });

  test('an attempt without an answer counts as a long one, whatever it took', () => {
    expect(unavailableMs(1, 'failed')).toBe(10_000);
    expect(unavailableMs(1, 'failed', LATENCY_FAULTS_4)).toBe(600_000);
    expect(unavailableMs(1_000, 'answered', LATENCY_FAULTS_4)).toBe(60_000);
  });

  test('a good answer does not shorten what a bad one began, and a refusal lasts until the next answer', () => {
    const { time, latencies } = table();
    expect([latencies.isAvailable('b'), latencies.isReachable('b')]).toEqual([true, true]);
    latencies.learn('b', 5, 'refused');
    expect([latencies.isAvailable('b'), latencies.isReachable('b')]).toEqual([false, false]);
    time.nowMs = 4_000;
    latencies.learn('b', 5, 'answered');
    expect([latencies.isAvailable('b'), latencies.isReachable('b')]).toEqual([false, true]);
    time.nowMs = 10_000;
    expect(latencies.isAvailable('b')).toBe(true);
  });
});
