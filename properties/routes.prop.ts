// Promise: routes say who is there. Name servers that forget, stand still or are cut off learn again who is there and what it has, and clients
// from them; nobody who has just registered is removed.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { versionOfAPart } from '../designs/zoo/ns-03-version-of-a-part.ts';
import { versionOnly } from '../designs/zoo/ns-05-version-only.ts';
import { nameServerOutage } from '../scenarios/name-server-outage.ts';
import { topicAutoCreate } from '../scenarios/topic-auto-create.ts';
import { checkInvariant, tryInvariant } from './check-invariant.ts';

const BUDGET = { runs: 12, seed: 20_261_123, limitMs: 60_000 };

describe('routes', () => {
  test.each([baseline, hardened])('converge with the design $name', async (design) => {
    const outcome = await checkInvariant(nameServerOutage, design, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(5);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(15);
    expect(outcome.faults / outcome.runs).toBeGreaterThan(2);
  });

  test('and messages of topics that their first message creates arrive', async () => {
    const outcome = await checkInvariant(topicAutoCreate, baseline, BUDGET);
    expect(outcome.runs).toBeGreaterThanOrEqual(5);
    expect(outcome.messages / outcome.runs).toBeGreaterThan(5);
  });

  test.each([versionOfAPart, versionOnly])('are wrong with the design $name', async (design) => {
    const outcome = await tryInvariant(nameServerOutage, design, { ...BUDGET, limitMs: 5_000 });
    if (outcome.kind !== 'failed') throw new Error(`${design.name} was not convicted in ${BUDGET.runs} runs`);
    const { result } = outcome.counterexample;
    expect(result.verdict).toMatchObject({ kind: 'violated', violation: { oracle: 'routes-converge' } });
  });
});
