// Promise: however members of a group come and go, a handler starts only under a lease of its queue, no offset passes what was not handled, no
// group goes back without cause, and in the end every queue has one owner.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { lostFirstCommit } from '../designs/zoo/cl-19-lost-first-commit.ts';
import { rebalanceStorm } from '../scenarios/rebalance-storm.ts';
import { rebalanceStormConcurrent } from '../scenarios/rebalance-storm-concurrent.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 12, seed: 20_261_123, limitMs: 60_000 };

describe('ownership of queues', () => {
  test.each([
    [rebalanceStorm, baseline],
    [rebalanceStormConcurrent, hardened],
  ])('holds in $name', async (scenario, design) => {
    const outcome = await checkInvariant(scenario, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(10);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(10);
    expect(outcome.faults / outcome.runs).toBeGreaterThan(2);
  });

  test('is broken by a broker that forgets a first commit, and it shrinks', async () => {
    const outcome = await tryInvariant(rebalanceStorm, lostFirstCommit, { ...BUDGET, runs: 60 });
    if (outcome.kind !== 'failed') throw new Error('it was not convicted');
    const { plan, result } = outcome.counterexample;
    expect(result.verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'offset-never-back' } });
    expect(plan.operations.length).toBeLessThanOrEqual(3);
  });
});
