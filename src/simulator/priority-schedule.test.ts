import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import type { Environment } from '../environment/environment.ts';
import { longestPauseUs } from './priority-schedule.ts';
import type { TieBreak } from './tie-break.ts';

const BY_PRIORITY: TieBreak = { kind: 'priority', changePoints: 2, expectedEvents: 20 };
const SEEDS = 2500;

type Race = (environment: Environment, fail: () => void) => Promise<unknown>;

/** Of so many seeds, those in which the race is lost. */
async function lost(tieBreak: TieBreak, race: Race): Promise<number> {
  let count = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = simulatedWorld({ seed: `race ${seed}`, tieBreak });
    let hasFailed = false;
    const fail = () => {
      hasFailed = true;
    };
    startMachine(world, 'a', async (environment) => void (await race(environment, fail)));
    await runTo(world, 60_000);
    if (hasFailed) count += 1;
  }
  return count;
}

/** Depth 2: one task must stand between its two steps while the other takes all of its twelve. */
const overtaken: Race = async (environment, fail) => {
  let isBetween = false;
  const slow = async () => {
    await environment.interleave('step');
    isBetween = true;
    await environment.interleave('between');
    isBetween = false;
  };
  const long = async () => {
    await environment.interleave('begin');
    const wasBetween = isBetween;
    for (let left = 12; left > 0; left -= 1) await environment.interleave('step');
    if (wasBetween && isBetween) fail();
  };
  await Promise.all([slow(), long()]);
};

/** Depth 3: as before, and then the first task must go on while the other one stands between steps of its own. */
const overtakenTwice: Race = async (environment, fail) => {
  const between = new Set<string>();
  const slow = async () => {
    await environment.interleave('step');
    between.add('slow');
    await environment.interleave('between');
    if (between.has('long')) fail();
    between.delete('slow');
  };
  const long = async () => {
    await environment.interleave('begin');
    if (!between.has('slow')) return;
    for (let left = 7; left > 0; left -= 1) await environment.interleave('step');
    between.add('long');
    await environment.interleave('between');
    between.delete('long');
  };
  await Promise.all([slow(), long()]);
};

describe('a schedule by priority', () => {
  test.each([
    ['of depth 2', overtaken, 20],
    ['of depth 3', overtakenTwice, 4],
  ])('finds a bug %s in far fewer seeds than the others', async (_depth, race, least) => {
    const byPriority = await lost(BY_PRIORITY, race);
    const inOrder = await lost('first-in-first-out', race);
    const shuffled = await lost('shuffle', race);
    expect(byPriority).toBeGreaterThanOrEqual(least);
    expect(byPriority).toBeGreaterThanOrEqual(5 * Math.max(inOrder, shuffled));
  });

  test('without change points lets no chain overtake another that went first', async () => {
    expect(await lost({ kind: 'priority', changePoints: 0 }, overtaken)).toBe(0);
  });
});

describe('priorities', () => {
  /** Identities and times of the events of one machine. */
  async function eventsOf(name: string, seed: string, hasNoise: boolean): Promise<string[]> {
    const world = simulatedWorld({
      seed,
      tieBreak: { kind: 'priority', changePoints: 20, expectedEvents: 200 },
      traceWindow: { first: 1, last: 10_000 },
    });
    const busy = async (environment: Environment) => {
      const lane = environment.lanes.open({ name: 'lane', workers: 2, queueBound: 50 });
      const task = async () => {
        for (let left = 10; left > 0; left -= 1) {
          await environment.interleave('step');
          lane.submit(() => environment.interleave('in the lane'));
        }
      };
      await Promise.all([task(), task(), task()]);
    };
    startMachine(world, name, busy);
    if (hasNoise) startMachine(world, 'noise', busy);
    await runTo(world, 60_000);
    const { window } = world.record();
    return window.flatMap((event) =>
      event.machine === name ? [`${event.timeUs} ${event.label} ${event.identity}`] : [],
    );
  }

  test('follow causes: what another machine does changes nothing', async () => {
    const alone = await eventsOf('a', 'x', false);
    expect(alone.length).toBeGreaterThan(80);
    // Who goes first among machines at one microsecond is another matter.
    expect((await eventsOf('a', 'x', true)).toSorted()).toEqual(alone.toSorted());
  });

  test('are the same for the same seed, and others for another', async () => {
    const one = await eventsOf('a', 'x', false);
    expect(await eventsOf('a', 'x', false)).toEqual(one);
    expect(await eventsOf('a', 'y', false)).not.toEqual(one);
  });
});

test('nobody stands still at a choice point for longer than is said, and somebody does for so long', async () => {
  for (const tieBreak of ['shuffle', BY_PRIORITY] as const) {
    const interleaveMaximumUs = 1000;
    const world = simulatedWorld({ seed: 'pause', tieBreak, interleaveMaximumUs });
    const pausesUs: number[] = [];
    startMachine(world, 'a', async (environment) => {
      for (let left = 2000; left > 0; left -= 1) {
        const sinceUs = environment.clock.monotonicUs();
        await environment.interleave('step');
        pausesUs.push(environment.clock.monotonicUs() - sinceUs);
      }
    });
    await runTo(world, 60_000);
    expect(Math.max(...pausesUs)).toBe(longestPauseUs(tieBreak, interleaveMaximumUs));
  }
});
