// The scenario backlog on a few seeds: it holds, it meets what it is made for, and a reader that finds segments by shifting numbers is convicted.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { shiftedSegment } from '../designs/zoo/st-10-shifted-segment.ts';
import { backlog } from '../scenarios/backlog.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Design } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { RunResult } from '../src/scenario/run-result.ts';

const SEEDS = 80;

async function run(design: Design, seed: string): Promise<RunResult> {
  const plan = drawPlan(backlog, seed, 'swarm');
  return performRun({ scenario: backlog, plan, design, host: new MicrotaskPump() });
}

test('backlogs are drained, or what is left of them', async () => {
  const reached = new Set<string>();
  for (let index = 0; index < 6; index += 1) {
    const result = await run(baseline, `q1:${index}`);
    expect(result.verdict).toEqual({ kind: 'held' });
    for (const mark of result.reached) reached.add(mark);
  }
  expect([...reached]).toContain('retention removed messages that nobody had handled');
  expect([...reached]).toContain('a consumer asked for what retention had removed');
});

test('a reader that finds segments by shifting numbers delivers what is not there', async () => {
  let { verdict } = await run(shiftedSegment, 'conviction:0');
  for (let index = 1; index < SEEDS && verdict.kind === 'held'; index += 1)
    ({ verdict } = await run(shiftedSegment, `conviction:${index}`));
  expect(verdict).toMatchObject({ kind: 'violated', violation: { oracle: shiftedSegment.defect?.oracle } });
});
