// Promise: what a service has written into its outbox arrives, whatever ends the service, its brokers and their answers meanwhile.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { outbox } from '../scenarios/outbox.ts';
import { checkInvariant } from './check-invariant.ts';

const BUDGET = { runs: 15, seed: 20_261_123, limitMs: 60_000 };

test.each([baseline, hardened])(
  'everything in the outbox is delivered, with the design $name',
  async (design) => {
    const outcome = await checkInvariant(outbox, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(5);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(5);
  },
);
