// Promise: every acknowledged message that a group wants is handled by it, and none that it does not want, however slow its handlers are,
// however little its consumers hold, and whatever happens to brokers, clients and the network between them.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { skippedAtEdge } from '../designs/zoo/cl-14-skipped-at-edge.ts';
import { uncheckedTags } from '../designs/zoo/lp-06-unchecked-tags.ts';
import { slowConsumer } from '../scenarios/slow-consumer.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 15, seed: 20_261_123, limitMs: 60_000 };

describe('messages', () => {
  test.each([baseline, hardened])('reach those who want them, with the design $name', async (design) => {
    const outcome = await checkInvariant(slowConsumer, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(10);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(10);
  });

  test.each([
    { design: skippedAtEdge, oracle: 'no-lost-message' },
    { design: uncheckedTags, oracle: 'filter-exact' },
  ])('do not with the design $design.name, and it shrinks', async ({ design, oracle }) => {
    const outcome = await tryInvariant(slowConsumer, design, BUDGET);
    if (outcome.kind !== 'failed') throw new Error(`${design.name} was not convicted in ${BUDGET.runs} runs`);
    const { plan, result } = outcome.counterexample;
    expect(result.verdict).toMatchObject({ kind: 'violated', violation: { oracle } });
    expect(plan.operations.length).toBeLessThanOrEqual(4);
  });
});
