// Promise: a delayed message comes after its delay, never before, in the order of its level, and none is passed over, whatever happens to the
// brokers that keep it, their disks and their clocks.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { keptLevel } from '../designs/zoo/dy-06-kept-level.ts';
import { scheduledMessages } from '../scenarios/scheduled-messages.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 8, seed: 20_261_123, limitMs: 60_000 };

test.each([baseline, hardened])('delayed messages come in time, with the design $name', async (design) => {
  const outcome = await checkInvariant(scheduledMessages, design, BUDGET);
  expect(outcome.runs).toBeGreaterThanOrEqual(5);
  expect(outcome.messages / outcome.runs).toBeGreaterThan(5);
  expect(outcome.faults / outcome.runs).toBeGreaterThan(2);
});

test('a broker that delays the copies too is convicted, by one message without any fault', async () => {
  const outcome = await tryInvariant(scheduledMessages, keptLevel, BUDGET);
  if (outcome.kind !== 'failed')
    throw new Error(`${keptLevel.name} was not convicted in ${BUDGET.runs} runs`);
  const { plan, result } = outcome.counterexample;
  expect(result.verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'delay-kept' } });
  expect(plan.operations).toHaveLength(1);
  expect(plan.faults).toHaveLength(0);
});
