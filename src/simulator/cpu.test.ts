import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../tests/simulated-world.ts';

/** Virtual microseconds that 50 choice points and 50 tasks of a lane take together, before, while and after a machine is slow. */
async function costs(factor: number, interleaveMaximumUs: number): Promise<number[]> {
  const world = simulatedWorld({ interleaveMaximumUs });
  const spent: number[] = [];
  const machine = world.addMachine('a', async (environment) => {
    const lane = environment.lanes.open({ name: 'work', workers: 1, queueBound: 100 });
    const { timers } = environment;
    const round = async () => {
      const fromUs = world.kernel.nowUs;
      for (let count = 0; count < 50; count += 1) {
        await environment.interleave('step');
        await new Promise<void>((resolve) => void lane.submit(resolve));
      }
      spent.push(world.kernel.nowUs - fromUs);
    };
    void timers.sleep(1, 'fast').then(round);
    void timers.sleep(10_000, 'slow').then(round);
    void timers.sleep(20_000, 'fast again').then(round);
    return { stop: async () => {} };
  });
  machine.start();
  await runTo(world, 5000);
  const recover = machine.slowDown(factor);
  await runTo(world, 15_000);
  recover();
  recover();
  await runTo(world, 25_000);
  return spent;
}

describe('a slow machine', () => {
  test('takes so many times as long for its steps and tasks, and recovers', async () => {
    const [before, slow, after] = (await costs(20, 80)) as [number, number, number];
    expect(slow / before).toBeGreaterThan(14);
    expect(slow / before).toBeLessThan(28);
    expect(after / before).toBeLessThan(1.5);
  });

  test('is slow also where a fast one takes no time at all', async () => {
    const [before, slow] = (await costs(50, 0)) as [number, number];
    expect(slow - before).toBeGreaterThan(50 * 49);
  });

  test('slowed down twice is slowed down by both, and stays slow for the next process', async () => {
    const world = simulatedWorld();
    const machine = world.addMachine('a', async () => ({ stop: async () => {} }));
    const one = machine.slowDown(2);
    const other = machine.slowDown(3);
    expect(machine.cpu.stretchUs(9)).toBe(59);
    machine.start();
    machine.kill();
    one();
    one();
    expect(machine.cpu.stretchUs(9)).toBe(29);
    other();
    expect(machine.cpu.stretchUs(9)).toBe(9);
  });
});
