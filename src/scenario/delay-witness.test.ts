import { describe, expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { ownProgress } from '../../designs/zoo/dy-04-own-progress.ts';
import { secondHandProgress } from '../../scenarios/second-hand-progress.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { Design } from './design.ts';
import { drawPlan } from './draw-plan.ts';
import { performRun } from './run.ts';

/** A slave takes the place of its master in this run. */
const SEED = '0:3';

async function endOf(design: Design): Promise<string> {
  const plan = drawPlan(secondHandProgress, SEED, 'swarm');
  const host = new MicrotaskPump();
  const { verdict } = await performRun({ scenario: secondHandProgress, plan, design, host });
  return verdict.kind === 'violated' ? verdict.violation.fingerprint : verdict.kind;
}

describe('evidence of delays', () => {
  test('has what slaves heard of their master, and what they deliver in its place', async () => {
    expect(await endOf(ownProgress)).toBe('promoted-goes-on: delivered again');
  });
  test('has nothing against a slave that goes on where its master was', async () => {
    expect(await endOf(baseline)).toBe('held');
  });
});
