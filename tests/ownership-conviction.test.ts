// Promises of the rebalance storms are broken on purpose: their oracle, and no other, must convict within a few seeds. The zoo has more of them.

import { describe, expect, test } from 'vitest';
import { rebalanceStorm } from '../scenarios/rebalance-storm.ts';
import { rebalanceStormConcurrent } from '../scenarios/rebalance-storm-concurrent.ts';
import type { ClientParts } from '../src/messaging/client/client-parts.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Verdict } from '../src/scenario/run-result.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const SEEDS = 25;

async function firstVerdict(scenario: Scenario, client: Partial<ClientParts>): Promise<Verdict> {
  const host = new MicrotaskPump();
  const design = {
    name: 'broken',
    doc: 'wrong on purpose',
    options: { flush: 'synchronous' },
    parts: { client },
    limits: [],
  } as const;
  for (let index = 0; index < SEEDS; index += 1) {
    const plan = drawPlan(scenario, `ownership:${index}`, 'swarm');
    const { verdict } = await performRun({ scenario, plan, design, host });
    if (verdict.kind !== 'held') return verdict;
  }
  return { kind: 'held' };
}

const convicted = (oracle: string) => ({ kind: 'violated', violation: { oracle } });

describe('wrong designs of ownership', () => {
  test('a consumer that does not look at its lease starts handlers after it', async () => {
    const verdict = await firstVerdict(rebalanceStorm as Scenario, { mayStart: () => true });
    expect(verdict).toMatchObject(convicted('handler-under-lease'));
  });

  test('a member that takes every queue shares all of them with everybody', async () => {
    const verdict = await firstVerdict(rebalanceStormConcurrent as Scenario, {
      allocate: ({ queues }) => queues,
    });
    expect(verdict).toMatchObject(convicted('one-owner-when-stable'));
  });
});
