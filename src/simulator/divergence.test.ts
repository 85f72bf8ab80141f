import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import { describeDivergence, findDivergence, firstDifferingStretch, type RunAgain } from './divergence.ts';

/** A run of many events in which `drift` takes part: what a run must not have. */
function runWith(drift: () => number, driftsAtMs: number): RunAgain {
  return async (traceWindow) => {
    const world = simulatedWorld({ traceWindow });
    for (const name of ['a', 'b']) {
      startMachine(world, name, ({ timers }) => void timers.every(1, 1, 'tick', () => {}));
    }
    startMachine(world, 'c', async ({ timers }) => {
      await timers.sleep(driftsAtMs, 'until it drifts');
      await timers.sleep(10 + drift(), 'drift');
    });
    await runTo(world, 4000);
    return world.record();
  };
}

function counting(): () => number {
  let runs = 0;
  return () => {
    runs += 1;
    return runs;
  };
}

describe('a run that is performed twice', () => {
  test('is the same', async () => {
    expect(await findDivergence(runWith(() => 7, 100))).toBeUndefined();
  });

  test.each([3, 1000, 3500])('names the first event that differs, %i ms into it', async (driftsAtMs) => {
    const divergence = await findDivergence(runWith(counting(), driftsAtMs));
    expect(divergence?.digests[0]).not.toBe(divergence?.digests[1]);
    const first = divergence?.first;
    // The third run drifts by 3 ms and the fourth by 4: where the third has the end of the drift, the fourth has a tick.
    expect(first?.left).toMatchObject({ machine: 'c', label: 'drift', timeUs: (driftsAtMs + 13) * 1000 });
    expect(first?.right).toMatchObject({ label: 'tick' });
    expect(first?.left?.number).toBe(first?.number);
    expect(first?.right?.number).toBe(first?.number);
  });

  test('that ends earlier the second time differs where it ends', async () => {
    let runs = 0;
    const divergence = await findDivergence(async (traceWindow) => {
      const world = simulatedWorld({ traceWindow });
      startMachine(world, 'a', ({ timers }) => void timers.every(1, 1, 'tick', () => {}));
      runs += 1;
      await runTo(world, runs % 2 === 1 ? 1500 : 1400);
      return world.record();
    });
    expect(divergence?.first).toMatchObject({ number: 1402, left: { label: 'tick' }, right: undefined });
  });

  test('says so when it never differs again', async () => {
    let runs = 0;
    const once = runWith(() => {
      runs += 1;
      return runs === 1 ? 1 : 2;
    }, 100);
    const divergence = await findDivergence(once);
    expect(divergence?.first).toBeUndefined();
    expect(describeDivergence(divergence as NonNullable<typeof divergence>)).toContain(
      'not at the same event',
    );
  });

  test('is described on one screen', async () => {
    const divergence = await findDivergence(runWith(counting(), 3));
    const text = describeDivergence(divergence as NonNullable<typeof divergence>);
    expect(text).toMatch(/^two runs differ from event \d+ on\n {2}one: .* c: drift .*\n {2}other: .*: tick /);
  });
});

describe('the first stretch in which two runs differ', () => {
  const points = (...digests: string[]) =>
    digests.map((digest, index) => ({ events: (index + 1) * 10, digest }));

  test.each([
    { left: points('x', 'y', 'z'), right: points('x', 'Y', 'z'), window: { first: 11, last: 20 } },
    { left: points('x', 'y', 'z'), right: points('X', 'y', 'z'), window: { first: 1, last: 10 } },
    { left: points('x', 'y'), right: points('x', 'y'), window: { first: 21, last: 35 } },
    { left: points('x', 'y', 'z'), right: points('x'), window: { first: 11, last: 35 } },
    // One run was so long that it kept every second checkpoint only.
    {
      left: points('x', 'y', 'z').filter((_, index) => index === 1),
      right: points('x', 'Y'),
      window: { first: 1, last: 20 },
    },
    { left: [], right: [], window: { first: 1, last: 35 } },
  ])('$window', ({ left, right, window }) => {
    expect(
      firstDifferingStretch({ events: 35, checkpoints: left }, { events: 25, checkpoints: right }),
    ).toEqual(window);
  });
});
