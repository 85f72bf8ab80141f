// A real failure of a whole cluster becomes small: a design of the zoo on a fixed seed, in this thread.

import { expect, test } from 'vitest';
import { vanishingConfig } from '../designs/zoo/st-12-vanishing-config.ts';
import { powerLoss } from '../scenarios/power-loss.ts';
import type { ExplorerHost } from '../src/explorer/explorer-host.ts';
import { performTask } from '../src/explorer/perform-task.ts';
import type { RunOutcome, RunTask } from '../src/explorer/run-task.ts';
import { sizeOf } from '../src/explorer/shrink/plan-size.ts';
import { shrink } from '../src/explorer/shrink/shrink.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const SCENARIO = powerLoss as Scenario;
const PLAN = drawPlan(SCENARIO, '0:0', 'swarm');
const TASK = { scenario: SCENARIO.name, design: vanishingConfig.name } as const;

class ThreadHost implements ExplorerHost {
  readonly workers = 1;
  readonly isInterrupted = false;

  nowMs(): number {
    return 0;
  }

  async perform(task: RunTask): Promise<readonly RunOutcome[]> {
    const outcomes: RunOutcome[] = [];
    const parts = {
      engine: { drawPlan, performRun },
      host: new MicrotaskPump(),
      scenario: SCENARIO,
      design: vanishingConfig,
    };
    await performTask(task, parts, (outcome) => outcomes.push(outcome));
    return outcomes;
  }

  async provenance() {
    return { sourceDigest: '', versions: { package: '', node: '' }, commit: undefined };
  }

  async saveCapsule(): Promise<string> {
    return '';
  }
}

test('a broker that overwrites its settings in place: what is left is a power loss within a write', async () => {
  const host = new ThreadHost();
  const [before] = await host.perform({ ...TASK, source: { kind: 'plan', plan: PLAN } });
  if (before === undefined) throw new Error('no outcome');
  expect(before.verdict).toMatchObject({ violation: { oracle: 'config-old-or-new' } });
  const request = { task: TASK, scenario: SCENARIO, plan: PLAN, finding: before.verdict };
  const shrunk = await shrink({ ...request, budgetMs: 1, refuted: [] }, host);
  if (shrunk.kind !== 'shrunk') throw new Error(shrunk.kind);
  expect(sizeOf(PLAN)).toMatchObject({ operations: 37, faults: 8 });
  const { operations, faults } = sizeOf(shrunk.plan);
  expect(operations).toBeLessThanOrEqual(1);
  expect(faults).toBeLessThanOrEqual(1);
  expect(shrunk.outcome.verdict).toMatchObject({
    violation: { fingerprint: before.verdict.kind === 'violated' && before.verdict.violation.fingerprint },
  });
  expect(shrunk.outcome.account.map(({ text }) => text).join('\n')).toMatch(
    /loses power[\s\S]*is left with nothing/,
  );
  const [again] = await host.perform({ ...TASK, source: { kind: 'plan', plan: shrunk.plan } });
  expect(again?.digest).toBe(shrunk.outcome.digest);
});
