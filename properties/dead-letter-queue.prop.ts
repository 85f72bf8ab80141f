// Promise: a message that fails comes again, and one that always fails ends in the dead-letter queue of its group; none is lost between the
// two, whatever happens to brokers, clients and the network between them.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { flakyConsumer } from '../scenarios/flaky-consumer.ts';
import { checkInvariant } from './check-invariant.ts';

const BUDGET = { runs: 15, seed: 20_261_123, limitMs: 60_000 };

test.each([baseline, hardened])(
  'failed messages end well or as dead letters, with the design $name',
  async (design) => {
    const outcome = await checkInvariant(flakyConsumer, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(5);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(5);
  },
);
