import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../tests/simulated-world.ts';

const EPOCH_MS = 1_700_000_000_000;

/** Delays of this many choice points, one after the other. */
async function delaysOf(count: number, options: WorldOptions): Promise<number[]> {
  const delays: number[] = [];
  const world = simulatedWorld(options);
  startMachine(world, 'a', async (environment) => {
    for (let index = 0; index < count; index += 1) {
      const startUs = environment.clock.monotonicUs();
      await environment.interleave('here');
      delays.push(environment.clock.monotonicUs() - startUs);
    }
  });
  await runTo(world, 60_000);
  return delays;
}

describe('a choice point', () => {
  test('takes a drawn number of microseconds, from none to the maximum', async () => {
    const delays = await delaysOf(2000, { interleaveMaximumUs: 9 });
    expect(new Set(delays)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(await delaysOf(2000, { interleaveMaximumUs: 9 })).toEqual(delays);
    expect(await delaysOf(2000, { interleaveMaximumUs: 9, seed: 'other' })).not.toEqual(delays);
  });

  test('lets another task in; an await on a settled promise does not', async () => {
    const orders = new Set<string>();
    for (const pause of ['interleave', 'settled'] as const) {
      for (let seed = 0; seed < 20; seed += 1) {
        let order = '';
        const world = simulatedWorld({ seed: `${pause} ${seed}` });
        startMachine(world, 'a', async (environment) => {
          const task = async (name: string) => {
            await environment.interleave('begin');
            order += name;
            if (pause === 'interleave') await environment.interleave('between');
            else await Promise.resolve();
            order += name;
          };
          await Promise.all([task('a'), task('b')]);
        });
        await runTo(world, 1000);
        orders.add(`${pause} ${order}`);
      }
    }
    expect([...orders].filter((order) => order.startsWith('settled')).toSorted()).toEqual([
      'settled aabb',
      'settled bbaa',
    ]);
    expect(orders).toContain('interleave abab');
    expect(orders).toContain('interleave baba');
    expect(orders).toContain('interleave abba');
  });
});

describe('a process', () => {
  test('has a name, a number of its life, a clock and a stream of chance of its own', async () => {
    const world = simulatedWorld({ epochMs: EPOCH_MS });
    const lives: string[] = [];
    const chance: number[][] = [];
    const body = ({
      name,
      incarnation,
      clock,
      random,
    }: Parameters<Parameters<typeof startMachine>[2]>[0]) => {
      lives.push(`${name} ${incarnation} at ${clock.wallMs() - EPOCH_MS} ms, ${clock.monotonicUs()} µs`);
      chance.push([random.int32(), random.below(1000), random.below(1000)]);
    };
    const machine = startMachine(world, 'a', body);
    startMachine(world, 'b', body);
    await runTo(world, 5);
    machine.kill();
    world.at(9.5, { purpose: 'restart', ordinal: 0 }, () => machine.start());
    await runTo(world, 20);
    expect(lives.toSorted()).toEqual(['a 0 at 0 ms, 0 µs', 'a 1 at 9 ms, 9500 µs', 'b 0 at 0 ms, 0 µs']);
    expect(new Set(chance.map(String)).size).toBe(3);
  });

  test('chance of a process does not depend on the other processes', async () => {
    const drawnBy = async (names: readonly string[]) => {
      const world = simulatedWorld({ seed: 'chance' });
      const drawn: number[] = [];
      for (const name of names) {
        startMachine(world, name, ({ random }) => {
          const values = [random.int32(), random.below(2 ** 40)];
          if (name === 'a') drawn.push(...values);
        });
      }
      await runTo(world, 5);
      return drawn;
    };
    expect(await drawnBy(['b', 'a', 'c'])).toEqual(await drawnBy(['a']));
  });

  test('observations carry the name of the machine, in order', async () => {
    const world = simulatedWorld();
    const seen: string[] = [];
    world.observe((machine, { kind }) => seen.push(`${machine} ${kind}`));
    startMachine(world, 'a', (environment) => {
      environment.observe({ kind: 'one' });
      environment.observe({ kind: 'two' });
    });
    await runTo(world, 5);
    expect(seen).toEqual(['a one', 'a two']);
  });
});
