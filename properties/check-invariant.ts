// Checks that a design keeps a scenario's promises on plans that fast-check draws and, on failure, shrinks. The one place that talks to
// fast-check's runner. A failure saves the shrunk plan as a capsule and ends with the command that replays it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { asyncProperty, check } from 'fast-check';
import { buildCapsule, writeCapsule } from '../src/explorer/capsule.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Design } from '../src/scenario/design.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { planArbitrary } from '../src/scenario/plan-arbitrary.ts';
import { performRun } from '../src/scenario/run.ts';
import type { RunResult } from '../src/scenario/run-result.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

export interface InvariantBudget {
  readonly runs: number;
  /** Fixed, so that a red build stays red. */
  readonly seed: number;
  /** After this the plan found so far is reported, shrunk or not. */
  readonly limitMs: number;
}

export interface Counterexample {
  readonly plan: Plan;
  readonly result: RunResult;
  readonly shrinks: number;
}

export type InvariantOutcome =
  | { readonly kind: 'held'; readonly runs: number; readonly messages: number; readonly faults: number }
  | { readonly kind: 'failed'; readonly counterexample: Counterexample };

/** Draws plans and runs them until one does not hold; then shrinks it to one that fails with the same fingerprint. */
export async function tryInvariant(
  scenario: Scenario,
  design: Design,
  budget: InvariantBudget,
): Promise<InvariantOutcome> {
  const host = new MicrotaskPump();
  // A run that the time limit abandons goes on: the next one waits for its end.
  let latest: Promise<unknown> = Promise.resolve();
  const perform = (plan: Plan) => {
    const start = () => performRun({ scenario, plan, design, host });
    const run = latest.then(start, start);
    latest = run;
    return run;
  };
  const totals = { messages: 0, faults: 0 };
  let fingerprint: string | undefined;
  const holds = asyncProperty(planArbitrary(scenario), async (plan) => {
    const { verdict, shape } = await perform(plan);
    totals.messages += shape.messages;
    totals.faults += shape.faultEpisodes;
    if (verdict.kind === 'held') return true;
    const found = verdict.kind === 'violated' ? verdict.violation.fingerprint : verdict.kind;
    fingerprint ??= found;
    return found !== fingerprint;
  });
  const details = await check(holds, {
    numRuns: budget.runs,
    seed: budget.seed,
    interruptAfterTimeLimit: budget.limitMs,
  });
  await latest.catch(() => undefined);
  const failing = details.counterexample?.[0];
  if (!details.failed || failing === undefined) return { kind: 'held', runs: details.numRuns, ...totals };
  return {
    kind: 'failed',
    counterexample: { plan: failing, result: await perform(failing), shrinks: details.numShrinks },
  };
}

/** @throws Error with the violation, the size of the shrunk plan and the command that replays it */
export async function checkInvariant(
  scenario: Scenario,
  design: Design,
  budget: InvariantBudget,
): Promise<Extract<InvariantOutcome, { kind: 'held' }>> {
  const outcome = await tryInvariant(scenario, design, budget);
  if (outcome.kind === 'held') return outcome;
  throw new Error(report(scenario, design, outcome.counterexample));
}

function report(scenario: Scenario, design: Design, { plan, result, shrinks }: Counterexample): string {
  const { verdict } = result;
  const what = verdict.kind === 'violated' ? verdict.violation.message : JSON.stringify(verdict);
  const file = `reports/properties/${scenario.name}.json`;
  mkdirSync('reports/properties', { recursive: true });
  const capsule = buildCapsule({
    scenarioSource: scenario.name,
    design: { name: design.name, source: design.name, options: design.options },
    plan,
    outcome: result,
    provenance: { sourceDigest: '', versions: { package: '', node: process.version }, commit: undefined },
  });
  writeFileSync(file, writeCapsule(capsule));
  const size = `${plan.operations.length} operations and ${plan.faults.length} faults after ${shrinks} shrinks`;
  return `${what}\n${size}; replay it with\n  npx windtunnel replay ${file} --trace`;
}
