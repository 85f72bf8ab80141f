// Puts that wait for replicas are served in their order, and given up in time, whatever the clock does.

import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../../tests/simulated-world.ts';
import { logPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { TransferWaits } from './transfer-waits.ts';

/** What became of each wait, with when, in the order of their settling. */
async function settled(
  script: (
    waits: (end: number) => void,
    environment: Environment,
    reach: (position: number) => void,
  ) => Promise<void>,
  jitterUs = 0,
) {
  const simulation = simulatedWorld({ seed: 'waits' });
  const results: (readonly [number, boolean, number])[] = [];
  const machine = simulation.addMachine('master', async (environment) => {
    let reached = 0;
    const waits = new TransferWaits(environment, { timeoutMs: 3_000, isReplicated: (end) => end <= reached });
    const wait = (end: number) => {
      void waits
        .wait(logPosition(end))
        .then((isReplicated) => results.push([end, isReplicated, Math.round(simulation.nowMs / 100) / 10]));
    };
    const reach = (position: number) => {
      reached = position;
      waits.wake();
    };
    await script(wait, environment, reach);
    return { stop: () => Promise.resolve() };
  });
  machine.clock.readJitterUs = jitterUs;
  machine.start();
  await runTo(simulation, 20_000);
  return results;
}

describe('waits for replicas', () => {
  test('end in their order as soon as replicas are there', async () => {
    const results = await settled(async (wait, { timers }, reach) => {
      wait(10);
      wait(20);
      await timers.sleep(1_000, 'test');
      reach(10);
      await timers.sleep(1_000, 'test');
      reach(20);
    });
    expect(results).toEqual([
      [10, true, 1],
      [20, true, 2],
    ]);
  });

  test('are given up after three seconds each, the later ones later', async () => {
    const results = await settled(async (wait, { timers }) => {
      wait(10);
      await timers.sleep(1_000, 'test');
      wait(20);
    });
    expect(results).toEqual([
      [10, false, 3],
      [20, false, 4],
    ]);
  });

  test('are given up too when each look at the clock finds it later', async () => {
    const results = await settled(async (wait, { timers }) => {
      for (let end = 1; end <= 200; end += 1) {
        wait(end);
        await timers.sleep(end % 3, 'test');
      }
    }, 5_000);
    expect(results.length).toBe(200);
    expect(results.every(([, isReplicated]) => !isReplicated)).toBe(true);
  });
});
