// Promise: messages of one key stay ordered, none that was acknowledged is lost, and none appears from nowhere, whatever happens to brokers,
// clients and the network between them.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { pipelinedSends } from '../designs/zoo/pipelined-sends.ts';
import { spreadKeys } from '../designs/zoo/spread-keys.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 60, seed: 20_261_123, limitMs: 60_000 };
/** fast-check shrinks in a second or in minutes, as it happens; here it happens to be a second. */
const SHORT = { ...BUDGET, seed: 6 };

describe('ordered messages', () => {
  test.each([baseline, hardened])('hold for the design $name', async (design) => {
    const outcome = await checkInvariant(orderLifecycle, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(10);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(30);
    expect(outcome.faults / outcome.runs).toBeGreaterThan(2);
  });

  test.each([spreadKeys, pipelinedSends])(
    'are broken by the design $name, and it shrinks',
    async (design) => {
      const outcome = await tryInvariant(orderLifecycle, design, SHORT);
      if (outcome.kind !== 'failed')
        throw new Error(`${design.name} was not convicted in ${BUDGET.runs} runs`);
      const { plan, result } = outcome.counterexample;
      expect(result.verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'order-per-key' } });
      // One order may need a fault where several do without.
      expect(plan.operations.length + plan.faults.length).toBeLessThanOrEqual(3);
    },
  );
});
