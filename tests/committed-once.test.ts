// What it takes to end a transaction once: each half of it, taken out, is convicted where the whole holds. RocketMQ's way holds too, for it
// promises nothing of the kind.

import { describe, expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { hardened } from '../designs/hardened.ts';
import { endedTwice } from '../designs/zoo/ended-twice.ts';
import { endsInMemory } from '../designs/zoo/ends-in-memory.ts';
import { bankTransfer } from '../scenarios/bank-transfer.ts';
import { CLIENT_PARTS } from '../src/messaging/client/client-parts.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Design } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const scenario = bankTransfer as Scenario;
const SEEDS = 25;

/** Half messages are sent again as any other, also when an attempt may have stored one. */
const { shouldRetryHalf } = CLIENT_PARTS;
const halfSentAgain: Design = { ...hardened, parts: { ...hardened.parts, client: { shouldRetryHalf } } };

const perform = (design: Design, seed: string) =>
  performRun({
    scenario,
    plan: drawPlan(scenario, seed, 'swarm'),
    design,
    host: new MicrotaskPump(),
  });

/** The first seed under which the design is convicted, and of what. */
async function firstConviction(design: Design) {
  for (let index = 0; index < SEEDS; index += 1) {
    const seed = `0:${index}`;
    const { verdict } = await perform(design, seed);
    if (verdict.kind === 'violated') return { seed, fingerprint: verdict.violation.fingerprint };
  }
  return { seed: '', fingerprint: 'none' };
}

describe('a transaction whose end comes twice', () => {
  test.each([
    ['forgets what it has ended', endedTwice, /two copies|two brokers/],
    ['forgets it when its process ends', endsInMemory, /two copies/],
    ['has two half messages of it', halfSentAgain, /two copies|two brokers/],
  ])('is published twice by who %s', async (_, design, kind) => {
    const { seed, fingerprint } = await firstConviction(design);
    expect(fingerprint).toMatch(/^committed-once: /);
    expect(fingerprint).toMatch(kind);
    expect((await perform(hardened, seed)).verdict.kind).toBe('held');
    expect((await perform(baseline, seed)).verdict.kind).toBe('held');
  });
});
