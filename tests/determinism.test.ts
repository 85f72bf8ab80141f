// Same run, same digest: twice in a row, through both ways of draining microtasks, after other runs in the same thread, and as pinned. A
// pinned digest changes when the meaning of a run changes; whoever changes it says why in the commit.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { MicrotaskPump, type PumpPath } from '../src/nodejs/microtask-pump.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';

async function digests(path: PumpPath, seeds: readonly number[]): Promise<readonly string[]> {
  const host = new MicrotaskPump({ path });
  const found: string[] = [];
  for (const seed of seeds) {
    const plan = drawPlan(orderLifecycle, `determinism:${seed}`, 'swarm');
    const { digest } = await performRun({ scenario: orderLifecycle, plan, design: baseline, host });
    found.push(digest);
  }
  return found;
}

describe('a run', () => {
  test('has one digest, whatever drains its microtasks and whatever ran before', async () => {
    const forwards = await digests('checkpoint', [0, 1, 2, 3]);
    const backwards = await digests('macrotask', [3, 2, 1, 0]);
    expect(backwards.toReversed()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(4);
  });
});
