import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../tests/simulated-world.ts';
import { present } from '../base/assert.ts';
import type { Environment } from '../environment/environment.ts';
import type { Lane } from '../environment/lane.ts';

interface Timed {
  readonly name: string;
  readonly atUs: number;
}

/** Runs the body in a process and gives what it noted, with times. */
async function noted(
  body: (environment: Environment, note: (name: string) => void) => void | Promise<void>,
  options: WorldOptions = {},
): Promise<Timed[]> {
  const notes: Timed[] = [];
  const world = simulatedWorld(options);
  startMachine(world, 'a', (environment) =>
    body(environment, (name) => void notes.push({ name, atUs: environment.clock.monotonicUs() })),
  );
  await runTo(world, 60_000);
  return notes;
}

const names = (notes: readonly Timed[]) => notes.map(({ name }) => name);

describe('a lane', () => {
  test('with one worker runs task after task in the order of submission, also behind waiting ones', async () => {
    const notes = await noted(({ lanes, timers }, note) => {
      const lane = lanes.open({ name: 'lane', workers: 1, queueBound: 3000 });
      for (let index = 0; index < 2500; index += 1) {
        lane.submit(async () => {
          if (index % 100 === 0) await timers.sleep(1, 'work');
          note(String(index));
        });
      }
    });
    expect(names(notes)).toEqual(Array.from({ length: 2500 }, (_, index) => String(index)));
  });

  test('starts a task later, never at once', async () => {
    const notes = await noted(({ lanes }, note) => {
      lanes.open({ name: 'lane', workers: 1, queueBound: 1 }).submit(() => note('task'));
      note('after submit');
    });
    expect(names(notes)).toEqual(['after submit', 'task']);
  });

  test('runs as many at a time as it has workers: a task holds its worker until its promise settles', async () => {
    let running = 0;
    let most = 0;
    const notes = await noted(({ lanes, timers }, note) => {
      const lane = lanes.open({ name: 'lane', workers: 3, queueBound: 100 });
      for (let index = 0; index < 12; index += 1) {
        lane.submit(async () => {
          running += 1;
          most = Math.max(most, running);
          await timers.sleep(10, 'work');
          running -= 1;
          note(`${index}`);
        });
      }
    });
    expect([most, notes.length]).toEqual([3, 12]);
    // Four rounds of 10 ms and hardly more.
    expect(Math.floor(present(notes.at(-1), 'last note').atUs / 1000)).toBe(40);
  });

  test('takes no task from the queue before an earlier one', async () => {
    const notes = await noted(({ lanes, timers }, note) => {
      const lane = lanes.open({ name: 'lane', workers: 2, queueBound: 100 });
      for (let index = 0; index < 10; index += 1) {
        lane.submit(async () => {
          note(`${index}`);
          await timers.sleep(5, 'work');
        });
      }
    });
    // Two workers race, so a task may start at most one place early.
    for (const [place, name] of names(notes).entries())
      expect(Math.abs(Number(name) - place)).toBeLessThan(2);
  });

  test('refuses when its queue is full, and takes again when a worker is free', async () => {
    const answers: boolean[] = [];
    const notes = await noted(async ({ lanes, timers }, note) => {
      const lane: Lane = lanes.open({ name: 'lane', workers: 2, queueBound: 3 });
      const submit = (name: string) =>
        answers.push(lane.submit(() => timers.sleep(10, 'work').then(() => note(name))));
      for (let index = 0; index < 7; index += 1) submit(`${index}`);
      expect(lane.waiting).toBe(3);
      await timers.sleep(15, 'until the first two are done');
      expect(lane.waiting).toBe(1);
      submit('later');
    });
    expect(answers).toEqual([true, true, true, true, true, false, false, true]);
    expect(names(notes).toSorted()).toEqual(['0', '1', '2', '3', '4', 'later']);
  });

  test('a queue bound of zero: a task runs now or never', async () => {
    const answers: boolean[] = [];
    await noted(({ lanes }) => {
      const lane = lanes.open({ name: 'lane', workers: 1, queueBound: 0 });
      answers.push(
        lane.submit(() => {}),
        lane.submit(() => {}),
      );
    });
    expect(answers).toEqual([true, false]);
  });

  test('every task costs service time: capacity is workers by time', async () => {
    const serviceTime = { kind: 'constant', us: 200 } as const;
    const run = async (workers: number) => {
      const notes = await noted(
        ({ lanes }, note) => {
          const lane = lanes.open({ name: 'lane', workers, queueBound: 100 });
          for (let index = 0; index < 12; index += 1) lane.submit(() => note('done'));
        },
        { serviceTime },
      );
      return present(notes.at(-1), 'last note').atUs;
    };
    expect([await run(1), await run(3)]).toEqual([2400, 800]);
  });
});
