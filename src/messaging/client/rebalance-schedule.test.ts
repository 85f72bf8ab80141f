import { describe, expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { MicrotaskPump } from '../../nodejs/microtask-pump.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { RebalanceSchedule } from './rebalance-schedule.ts';

const PERIODS = { rebalanceMs: 20_000, rebalanceMinMs: 1_000 };

/** Seconds at which it ran. */
async function runs(
  untilMs: number,
  takesMs: number,
  body: (schedule: RebalanceSchedule, environment: Environment) => Promise<void>,
  isBalanced: (count: number) => boolean = () => true,
): Promise<readonly number[]> {
  const simulation = new Simulation({ seed: 'rebalance', host: new MicrotaskPump() });
  const seconds: number[] = [];
  const machine = simulation.addMachine('client', async (environment) => {
    const schedule = new RebalanceSchedule(environment, PERIODS, async () => {
      seconds.push(Math.round(simulation.nowMs / 100) / 10);
      await environment.timers.sleep(takesMs, 'rebalancing');
      return isBalanced(seconds.length);
    });
    schedule.start();
    await body(schedule, environment);
    return { stop: () => Promise.resolve() };
  });
  machine.start();
  await simulation.run({ untilMs });
  return seconds;
}

describe('schedule of rebalances', () => {
  test('periodic when nothing happens', async () => {
    expect(await runs(65_000, 0, async () => {})).toEqual([20, 40, 60]);
  });

  test('woken: at once, but not twice within a second; the period counts from then', async () => {
    const seconds = await runs(30_000, 0, async (schedule, { timers }) => {
      await timers.sleep(5_000, 'quiet');
      schedule.wake();
      await timers.sleep(300, 'quiet');
      schedule.wake();
      schedule.wake();
    });
    expect(seconds).toEqual([5, 6, 26]);
  });

  test('woken while it runs: again after a second', async () => {
    const seconds = await runs(15_000, 500, async (schedule, { timers }) => {
      await timers.sleep(5_000, 'quiet');
      schedule.wake();
      await timers.sleep(200, 'quiet');
      schedule.wake();
    });
    expect(seconds).toEqual([5, 6.5]);
  });

  test('a run that did not get everything is repeated every second', async () => {
    const seconds = await runs(
      24_000,
      0,
      async () => {},
      (count) => count >= 3,
    );
    expect(seconds).toEqual([20, 21, 22]);
  });

  test('stopped: nothing runs any more', async () => {
    const seconds = await runs(60_000, 0, async (schedule, { timers }) => {
      schedule.wakeAfter(500);
      await timers.sleep(100, 'quiet');
      schedule.stop();
      schedule.wake();
    });
    expect(seconds).toEqual([]);
  });
});
