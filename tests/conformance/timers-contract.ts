// What a process may rely on from clocks and timers, on every arm.

import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/environment/environment.ts';
import type { Timer } from '../../src/environment/timers.ts';
import type { Arm } from './arm.ts';

const US_PER_MS = 1000;
const LABEL = 'test';

export function timersContract(arm: Arm): void {
  describe(`timers, ${arm.name}`, () => {
    clockContract(arm);
    onceContract(arm);
    cancelContract(arm);
    everyContract(arm);
  });
}

function withProcess(arm: Arm, body: (environment: Environment) => Promise<void>): Promise<void> {
  return arm.run(({ here }) => body(here));
}

function clockContract(arm: Arm): void {
  test('the monotonic clock counts whole microseconds and never goes back', () =>
    withProcess(arm, async ({ clock, timers }) => {
      let lastUs = clock.monotonicUs();
      for (let count = 0; count < 200; count += 1) {
        if (count % 50 === 0) await timers.sleep(1, LABEL);
        const nowUs = clock.monotonicUs();
        expect(Number.isSafeInteger(nowUs)).toBe(true);
        expect(nowUs).toBeGreaterThanOrEqual(lastUs);
        lastUs = nowUs;
      }
    }));

  test('wall time is an integer after 2020 and goes on', () =>
    withProcess(arm, async ({ clock, timers }) => {
      const startMs = clock.wallMs();
      expect(Number.isSafeInteger(startMs)).toBe(true);
      expect(startMs).toBeGreaterThan(1_577_836_800_000);
      await timers.sleep(20, LABEL);
      expect(clock.wallMs() - startMs).toBeGreaterThanOrEqual(19);
    }));
}

function onceContract(arm: Arm): void {
  test('an action runs once, and never early', () =>
    withProcess(arm, async ({ clock, timers }) => {
      const delaysMs = [0, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 20, 20, 33];
      const runs = new Map<number, number>();
      const earlyUs: number[] = [];
      for (const [index, delayMs] of delaysMs.entries()) {
        const startUs = clock.monotonicUs();
        timers.once(delayMs, LABEL, () => {
          runs.set(index, (runs.get(index) ?? 0) + 1);
          earlyUs.push(Math.max(0, delayMs * US_PER_MS - (clock.monotonicUs() - startUs)));
        });
      }
      await timers.sleep(60, LABEL);
      expect([...runs.values()]).toEqual(delaysMs.map(() => 1));
      expect(Math.max(...earlyUs)).toBe(0);
    }));

  test('no delay is still later', () =>
    withProcess(arm, async ({ timers }) => {
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        timers.once(0, LABEL, () => {
          order.push('timer');
          resolve();
        });
        order.push('caller');
        Promise.resolve().then(() => order.push('microtask'), resolve);
      });
      expect(order).toEqual(['caller', 'microtask', 'timer']);
    }));

  test('actions run in the order in which they fall due', () =>
    withProcess(arm, async ({ timers }) => {
      const order: number[] = [];
      const delaysMs = [9, 3, 7, 1, 8, 2, 6, 4, 5, 0, 3.5, 3.2, 3.9];
      for (const delayMs of delaysMs) timers.once(delayMs, LABEL, () => order.push(delayMs));
      await timers.sleep(30, LABEL);
      expect(order).toEqual([...delaysMs].sort((left, right) => left - right));
    }));

  test('microtasks of one action run before the next action', () =>
    withProcess(arm, async ({ timers }) => {
      const order: string[] = [];
      const step = async () => {
        order.push('start');
        await Promise.resolve();
        await Promise.resolve();
        order.push('end');
      };
      const failed: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        timers.once(2, LABEL, () => {
          step().catch((error: unknown) => failed.push(error));
        });
      }
      await timers.sleep(10, LABEL);
      expect(order).toEqual(['start', 'end', 'start', 'end', 'start', 'end']);
      expect(failed).toEqual([]);
    }));

  test('a thousand timers all run', () =>
    withProcess(arm, async ({ timers }) => {
      let runs = 0;
      for (let index = 0; index < 1000; index += 1) timers.once((index * 7) % 40, LABEL, () => (runs += 1));
      await timers.sleep(80, LABEL);
      expect(runs).toBe(1000);
    }));

  test('a delay longer than the host can wait at once is not short', () =>
    withProcess(arm, async ({ timers }) => {
      let isRun = false;
      const timer = timers.once(2 ** 31 + 5, LABEL, () => {
        isRun = true;
      });
      await timers.sleep(20, LABEL);
      expect(isRun).toBe(false);
      timer.cancel();
    }));
}

function cancelContract(arm: Arm): void {
  test('a cancelled action does not run', () =>
    withProcess(arm, async ({ timers }) => {
      const runs: string[] = [];
      const cancelled = timers.once(5, LABEL, () => runs.push('cancelled'));
      timers.once(5, LABEL, () => runs.push('kept'));
      const late = timers.once(1, LABEL, () => runs.push('late'));
      cancelled.cancel();
      cancelled.cancel();
      await timers.sleep(15, LABEL);
      late.cancel();
      expect(runs).toEqual(['late', 'kept']);
    }));

  test('the first of two due actions cancels the second', () =>
    withProcess(arm, async ({ timers }) => {
      const runs: string[] = [];
      const pair: Timer[] = [];
      for (const [name, other] of [
        ['left', 1],
        ['right', 0],
      ] as const) {
        pair.push(
          timers.once(3, LABEL, () => {
            runs.push(name);
            pair[other]?.cancel();
          }),
        );
      }
      await timers.sleep(15, LABEL);
      expect(runs).toHaveLength(1);
    }));

  test('many cancelled timers leave the others alone', () =>
    withProcess(arm, async ({ timers }) => {
      const runs: number[] = [];
      const started = Array.from({ length: 500 }, (_, index) =>
        timers.once(5 + (index % 20), LABEL, () => runs.push(index)),
      );
      for (const [index, timer] of started.entries()) if (index % 10 !== 0) timer.cancel();
      await timers.sleep(60, LABEL);
      const kept = started.map((_, index) => index).filter((index) => index % 10 === 0);
      expect([...runs].sort((left, right) => left - right)).toEqual(kept);
    }));
}

function everyContract(arm: Arm): void {
  test('a repeated action keeps its rate and is never early', () =>
    withProcess(arm, async ({ clock, timers }) => {
      const startUs = clock.monotonicUs();
      const ticksMs: number[] = [];
      const timer = timers.every(10, 5, LABEL, () =>
        ticksMs.push((clock.monotonicUs() - startUs) / US_PER_MS),
      );
      await timers.sleep(100, LABEL);
      timer.cancel();
      const count = ticksMs.length;
      await timers.sleep(20, LABEL);
      expect(ticksMs).toHaveLength(count);
      for (const [index, tickMs] of ticksMs.entries()) expect(tickMs).toBeGreaterThanOrEqual(10 + index * 5);
      expect(count).toBeGreaterThan(5);
      expect(count).toBeLessThanOrEqual(19);
    }));

  test('a repeated action can cancel itself', () =>
    withProcess(arm, async ({ timers }) => {
      let runs = 0;
      const timer = timers.every(0, 1, LABEL, () => {
        runs += 1;
        if (runs === 3) timer.cancel();
      });
      await timers.sleep(30, LABEL);
      expect(runs).toBe(3);
    }));

  test('sleeps of one process overlap', () =>
    withProcess(arm, async ({ clock, timers }) => {
      const startUs = clock.monotonicUs();
      await Promise.all(Array.from({ length: 20 }, () => timers.sleep(20, LABEL)));
      const elapsedMs = (clock.monotonicUs() - startUs) / US_PER_MS;
      expect(elapsedMs).toBeGreaterThanOrEqual(20);
      expect(elapsedMs).toBeLessThan(300);
    }));
}
