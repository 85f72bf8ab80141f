import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../tests/simulated-world.ts';
import type { Environment } from '../environment/environment.ts';
import type { Machine } from './machine.ts';
import type { Simulation } from './simulation.ts';

const EPOCH_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

interface Reading {
  readonly atMs: number;
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Reads both clocks of a machine once every `periodMs` of virtual time, from outside of its process. */
async function readingsOf(
  options: WorldOptions & { readonly periodMs: number; readonly untilMs: number },
  prepare: (machine: Machine, world: Simulation) => void,
): Promise<Reading[]> {
  const { periodMs, untilMs, ...rest } = options;
  const world = simulatedWorld(rest);
  const machine = world.addMachine('a', async () => ({ stop: async () => {} }));
  prepare(machine, world);
  const readings: Reading[] = [];
  for (let atMs = 0; atMs <= untilMs; atMs += periodMs) {
    world.at(atMs, { purpose: 'read', ordinal: atMs }, () => {
      const { clock } = machine;
      readings.push({
        atMs,
        wallMs: clock.wallMs() - EPOCH_MS,
        monotonicMs: Math.floor(clock.monotonicUs() / 1000),
      });
    });
  }
  await runTo(world, untilMs);
  return readings;
}

const at = (world: Simulation, atMs: number, action: () => void) =>
  world.at(atMs, { purpose: 'change', ordinal: atMs }, action);

describe('the clocks of a machine', () => {
  test('show virtual time when nothing is wrong with them', async () => {
    const readings = await readingsOf({ periodMs: 10, untilMs: 30 }, () => {});
    expect(readings).toEqual([0, 10, 20, 30].map((atMs) => ({ atMs, wallMs: atMs, monotonicMs: atMs })));
  });

  test('are set forward and back on the wall alone', async () => {
    const readings = await readingsOf({ periodMs: 10, untilMs: 40 }, ({ clock }, world) => {
      at(world, 5, () => clock.stepMs(5000));
      at(world, 25, () => clock.stepMs(-7000));
    });
    expect(readings.map(({ wallMs }) => wallMs)).toEqual([0, 5010, 5020, -1970, -1960]);
    expect(readings.map(({ monotonicMs }) => monotonicMs)).toEqual([0, 10, 20, 30, 40]);
  });

  test('begin with an error of the wall clock that the seed and the name draw', async () => {
    const offsets = new Map<string, number>();
    for (const seed of ['one', 'two']) {
      const world = simulatedWorld({ seed, clockOffsetMaximumMs: 500 });
      for (const name of ['a', 'b', 'c', 'd']) {
        startMachine(world, name, ({ clock }) => {
          offsets.set(`${seed} ${name}`, clock.wallMs() - EPOCH_MS);
          expect(clock.monotonicUs()).toBe(0);
        });
      }
      await runTo(world, 10);
    }
    const values = [...offsets.values()];
    expect(new Set(values).size).toBe(8);
    expect(values.every((value) => Math.abs(value) <= 500)).toBe(true);
    expect(values.some((value) => value < 0) && values.some((value) => value > 0)).toBe(true);
  });

  test('outlive the processes', async () => {
    const world = simulatedWorld();
    const seen: string[] = [];
    const machine = startMachine(world, 'a', ({ clock, timers }) => {
      seen.push(`${clock.wallMs() - EPOCH_MS} ${clock.monotonicUs()}`);
      timers.every(100, 100, 'tick', () => {});
    });
    machine.clock.stepMs(3000);
    machine.clock.setDriftPerMillion(1000);
    await runTo(world, 1000);
    machine.kill();
    machine.start();
    await runTo(world, 1001);
    expect(seen).toEqual(['3000 0', '4001 1001000']);
  });
});

describe('a clock that drifts', () => {
  test.each([
    [50, 1800],
    [-200, -7200],
    [100_000, 3_600_000],
  ])('by %i per million is wrong by %i ms after ten hours, both clocks alike', async (drift, wrongMs) => {
    const readings = await readingsOf({ periodMs: HOUR_MS, untilMs: 10 * HOUR_MS }, ({ clock }) =>
      clock.setDriftPerMillion(drift),
    );
    const last = readings.at(-1);
    expect(last?.wallMs).toBe(10 * HOUR_MS + wrongMs);
    expect(last?.monotonicMs).toBe(10 * HOUR_MS + wrongMs);
  });

  test('never goes back when its drift changes', async () => {
    const drifts = [300, -500_000, 0, 500_000, -1, 7];
    const readings = await readingsOf({ periodMs: 7, untilMs: 7000 }, ({ clock }, world) => {
      for (const [index, drift] of drifts.entries())
        at(world, index * 1000, () => clock.setDriftPerMillion(drift));
    });
    const shown = readings.map(({ monotonicMs }) => monotonicMs);
    expect(shown.every((value, index) => index === 0 || value >= (shown[index - 1] as number))).toBe(true);
    expect(shown.at(-1)).toBe(7000);
  });

  test.each([123_457, -123_457, 1, -1])('waits by its own time, at %i per million', async (drift) => {
    const waits = [1, 2.5, 10, 999, 12_345.678];
    const world = simulatedWorld();
    const shown: number[] = [];
    const virtual: number[] = [];
    const machine = world.addMachine('a', async ({ timers, clock }) => {
      for (const waitMs of waits) {
        const from = { shownUs: clock.monotonicUs(), virtualUs: world.kernel.nowUs };
        await timers.sleep(waitMs, 'wait');
        shown.push(clock.monotonicUs() - from.shownUs - Math.ceil(waitMs * 1000));
        virtual.push(world.kernel.nowUs - from.virtualUs);
      }
      return { stop: async () => {} };
    });
    machine.clock.setDriftPerMillion(drift);
    machine.start();
    await runTo(world, 60_000);
    expect(shown).toHaveLength(waits.length);
    // Not before its time, and no later than the next microsecond shows it.
    expect(shown.every((excessUs) => excessUs >= 0 && excessUs <= 1)).toBe(true);
    const longestUs = virtual.at(-1) as number;
    expect(Math.abs(longestUs - (12_345_678 * 1e6) / (1e6 + drift))).toBeLessThan(2);
  });
});

describe('several readings in one handler', () => {
  /** Readings of one process: `count` in each of `rounds` events. */
  async function readIn(seed: string, rounds: number, readJitterUs: number): Promise<number[][]> {
    const world = simulatedWorld({ seed });
    const events: number[][] = [];
    const machine = world.addMachine('a', async ({ clock, timers }: Environment) => {
      for (let round = 0; round < rounds; round += 1) {
        events.push([0, 1, 2, 3].map(() => clock.monotonicUs()));
        const beforeUs = clock.monotonicUs();
        await timers.sleep(0.02, 'pause');
        expect(clock.monotonicUs() - beforeUs).toBeGreaterThanOrEqual(20);
      }
      return { stop: async () => {} };
    });
    machine.clock.readJitterUs = readJitterUs;
    machine.start();
    await runTo(world, 60_000);
    expect(events).toHaveLength(rounds);
    return events;
  }

  test('differ where reading takes time, and never go back', async () => {
    const events = await readIn('jitter', 50, 9);
    expect(events.some(([first, , , last]) => (last as number) > (first as number))).toBe(true);
    const all = events.flat();
    expect(all.every((value, index) => index === 0 || value >= (all[index - 1] as number))).toBe(true);
    expect(await readIn('jitter', 50, 9)).toEqual(events);
    expect(await readIn('other', 50, 9)).not.toEqual(events);
  });

  test('are the same where it takes none', async () => {
    const events = await readIn('jitter', 10, 0);
    expect(events.every((readings) => new Set(readings).size === 1)).toBe(true);
  });

  test('do not move virtual time, and run ahead of it by little', async () => {
    const world = simulatedWorld();
    let leadUs = 0;
    const machine = world.addMachine('a', async ({ clock }: Environment) => {
      for (let count = 0; count < 100_000; count += 1) leadUs = clock.monotonicUs();
      return { stop: async () => {} };
    });
    machine.clock.readJitterUs = 20;
    machine.start();
    await runTo(world, 1);
    expect(leadUs).toBe(5000);
  });
});

test('files are stamped by the wall clock as it stands, and a later setting of it leaves the stamp', async () => {
  const world = simulatedWorld();
  const stamps: number[] = [];
  const machine = startMachine(world, 'a', async ({ disk }) => {
    machine.clock.stepMs(HOUR_MS);
    const file = await disk.open('log', 'create');
    stamps.push(file.modifiedMs() - EPOCH_MS);
    machine.clock.stepMs(-HOUR_MS);
    stamps.push(file.modifiedMs() - EPOCH_MS);
    file.write(0, Uint8Array.of(1));
    stamps.push(file.modifiedMs() - EPOCH_MS);
  });
  await runTo(world, 1000);
  const [created = 0, kept, written = 0] = stamps;
  expect(created).toBeGreaterThanOrEqual(HOUR_MS);
  expect(kept).toBe(created);
  expect(written).toBeLessThan(HOUR_MS);
});
