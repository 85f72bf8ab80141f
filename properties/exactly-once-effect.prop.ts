// Promise: a message that comes more than once takes effect once, whatever happens to members, brokers, their database and the network between
// them.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { idempotentEffects } from '../scenarios/idempotent-effects.ts';
import { checkInvariant } from './check-invariant.ts';

const BUDGET = { runs: 20, seed: 20_261_123, limitMs: 60_000 };

test.each([baseline, hardened])('each payment is booked once, with the design $name', async (design) => {
  const outcome = await checkInvariant(idempotentEffects, design, BUDGET);
  expect(outcome.runs).toBeGreaterThanOrEqual(5);
  expect(outcome.messages / outcome.runs).toBeGreaterThan(5);
});
