import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import type { Timer, Timers } from '../environment/timers.ts';

/** Runs the body and gives the virtual milliseconds at which it noted something. */
async function timesOf(body: (timers: Timers, note: () => void) => void | Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const world = simulatedWorld();
  startMachine(world, 'a', ({ timers, clock }) =>
    body(timers, () => void times.push(clock.monotonicUs() / 1000)),
  );
  await runTo(world, 1000);
  return times;
}

describe('a timer', () => {
  test('runs once, exactly at its time', async () => {
    expect(await timesOf((timers, note) => void timers.once(250, 'once', note))).toEqual([250]);
  });

  test('of zero runs later in the same microsecond, never at once', async () => {
    const times = await timesOf((timers, note) => {
      let isLater = false;
      timers.once(0, 'now', () => {
        expect(isLater).toBe(true);
        note();
      });
      isLater = true;
    });
    expect(times).toEqual([0]);
  });

  test('of a fraction is rounded up to the microsecond', async () => {
    expect(await timesOf((timers, note) => void timers.once(0.0001, 'fraction', note))).toEqual([0.001]);
  });

  test('of less than nothing is a bug', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', ({ timers }) => void timers.once(-1, 'wrong', () => {}));
    expect(await world.run({ untilMs: 10 })).toMatchObject({ kind: 'crashed', machine: 'a' });
  });

  test('repeats at a fixed rate without drift, however long its actions wait', async () => {
    const times = await timesOf((timers, note) => {
      timers.every(5, 100, 'repeat', () => {
        note();
        void timers.sleep(70, 'work').then(() => timers.sleep(70, 'more work'));
      });
    });
    expect(times).toEqual([5, 105, 205, 305, 405, 505, 605, 705, 805, 905]);
  });

  test('repeating may begin at once', async () => {
    expect(await timesOf((timers, note) => void timers.every(0, 400, 'repeat', note))).toEqual([0, 400, 800]);
  });

  test('may be cancelled inside its own action', async () => {
    const times = await timesOf((timers, note) => {
      let count = 0;
      const timer: Timer = timers.every(10, 10, 'repeat', () => {
        note();
        count += 1;
        if (count === 3) timer.cancel();
      });
    });
    expect(times).toEqual([10, 20, 30]);
  });

  test('does not run after its cancel, and cancelling again changes nothing', async () => {
    const times = await timesOf((timers, note) => {
      const timer = timers.once(10, 'once', note);
      const repeating = timers.every(10, 10, 'repeat', note);
      timers.once(5, 'cancel', () => {
        timer.cancel();
        timer.cancel();
        repeating.cancel();
      });
    });
    expect(times).toEqual([]);
  });

  test('cancelled at its own microsecond by an event before it does not run', async () => {
    const world = simulatedWorld({ tieBreak: 'first-in-first-out' });
    let hasRun = false;
    startMachine(world, 'a', ({ timers }) => {
      let timer: Timer | undefined;
      timers.once(10, 'cancel', () => timer?.cancel());
      timer = timers.once(10, 'once', () => {
        hasRun = true;
      });
    });
    await runTo(world, 100);
    expect(hasRun).toBe(false);
  });

  test('that is over does not cancel another one that took its place', async () => {
    const times = await timesOf(async (timers, note) => {
      const over = timers.once(1, 'over', () => {});
      await timers.sleep(2, 'until it is over');
      timers.once(1, 'next', note);
      over.cancel();
    });
    expect(times).toEqual([3]);
  });
});

describe('an idle day', () => {
  test('costs nothing but its events', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', ({ timers }) => void timers.every(3_600_000, 3_600_000, 'hourly', () => {}));
    await runTo(world, 24 * 3_600_000);
    expect(world.kernel.events).toBe(25);
  });
});
