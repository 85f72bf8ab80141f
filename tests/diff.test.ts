// Two real runs side by side: one seed of order-lifecycle, with a design of the zoo and with baseline, and a plan without one of its faults.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { spreadKeys } from '../designs/zoo/spread-keys.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { type DiffSide, diffRuns } from '../src/explorer/diff/diff-runs.ts';
import type { ExplorerHost } from '../src/explorer/explorer-host.ts';
import { performTask } from '../src/explorer/perform-task.ts';
import type { RunOutcome } from '../src/explorer/run-task.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { diffDocument } from '../src/report/diff-report.ts';
import { diffText } from '../src/report/diff-text.ts';
import { PLAIN } from '../src/report/style.ts';
import type { Design } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import type { Plan } from '../src/scenario/plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const SCENARIO = orderLifecycle as Scenario;
const DESIGNS = new Map([baseline, spreadKeys].map((design) => [design.name, design]));
const LINES_MAX = 40;

const pump = new MicrotaskPump();
let last: Promise<unknown> = Promise.resolve();

/** One run after the other: they share this thread. */
const host: ExplorerHost = {
  workers: 1,
  nowMs: () => 0,
  isInterrupted: false,
  perform(task) {
    const outcomes: RunOutcome[] = [];
    const design = DESIGNS.get(task.design) ?? baseline;
    const parts = { engine: { drawPlan, performRun }, host: pump, scenario: SCENARIO, design };
    const performed = last.then(() => performTask(task, parts, (outcome) => outcomes.push(outcome)));
    last = performed;
    return performed.then(() => outcomes);
  },
  provenance: () => Promise.reject(new Error('nothing is saved')),
  saveCapsule: () => Promise.reject(new Error('nothing is saved')),
};

function sideOf(plan: Plan, design: Design): DiffSide {
  return {
    task: { scenario: SCENARIO.name, design: design.name },
    input: { plan, design, designSource: design.name, options: design.options },
    savedDigest: undefined,
  };
}

test('a design of the zoo against baseline: where they part, and what became of the messages', async () => {
  const plan = drawPlan(SCENARIO, '0:1', 'swarm');
  const difference = await diffRuns(sideOf(plan, spreadKeys), sideOf(plan, baseline), host);
  expect(difference.inputs.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'design ',
    'part client.selectQueue',
  ]);
  const { first, partings, same, onlyLeft } = difference.events ?? {};
  const [left, right] = [difference.left, difference.right].map(({ outcome }) => outcome.trace);
  const number = first?.number ?? 0;
  expect(left?.slice(0, number - 1)).toEqual(right?.slice(0, number - 1));
  expect(left?.[number - 1]).not.toEqual(right?.[number - 1]);
  // Both runs asked for the same; what they chose is another broker.
  expect(difference.occasion?.text).toMatch(/^sends message 0 of key /);
  expect(first?.left?.label).toBe(first?.right?.label);
  expect(first?.left?.machine).not.toBe(first?.right?.machine);
  expect(partings?.length).toBeLessThan((onlyLeft ?? 0) / 10);
  expect(same).toBeGreaterThan(number - 2);

  const key = /of key (\S+)/.exec(String(diffDocument(difference).left.message))?.[1] ?? '';
  const [verdict, ...others] = difference.lines;
  expect(verdict).toMatchObject({ significance: 'verdict', right: undefined });
  expect(others[0]).toMatchObject({ significance: 'subject', left: { subject: key } });
  const text = diffText(difference, PLAIN);
  expect(text).toContain(`they part at event ${number}, after `);
  expect(text).toContain('part client.selectQueue is replaced only in A');
  expect(text.split('\n').length).toBeLessThan(LINES_MAX);
});

test('a plan without one of its faults: the fault comes first, and what it did', async () => {
  const plan = drawPlan(SCENARIO, '0:2', 'swarm');
  const removed = plan.faults.filter(({ fault }) => fault.kind === 'power-loss').slice(0, 1);
  expect(removed).toHaveLength(1);
  const without = { ...plan, faults: plan.faults.filter((slot) => slot !== removed[0]) };
  const difference = await diffRuns(sideOf(plan, baseline), sideOf(without, baseline), host);
  expect(difference.inputs).toMatchObject([
    { kind: 'fault', name: String(removed[0]?.slot), right: undefined },
  ]);
  const document = diffDocument(difference);
  expect(document.firstDivergence?.left).toMatchObject({ label: 'fault begins', inOther: null });
  expect(document.firstDivergence?.left?.words).toMatch(/loses power|power-loss/);
  const [trouble] = difference.lines;
  expect(trouble).toMatchObject({ significance: 'trouble', right: undefined });
  expect(document.differences.length).toBeLessThanOrEqual(200);
});

test('the same twice is the same', async () => {
  const plan = drawPlan(SCENARIO, '0:1', 'swarm');
  const side = sideOf(plan, spreadKeys);
  const difference = await diffRuns(side, { ...side, savedDigest: 'f'.repeat(16) }, host);
  expect(diffDocument(difference)).toMatchObject({
    same: true,
    inputs: [],
    firstDivergence: null,
    differences: [],
    left: { hasChanged: false },
    right: { hasChanged: true },
  });
  const text = diffText(difference, PLAIN);
  expect(text).toContain('the runs are the same, event by event');
  expect(text).toContain('today it takes another way than when it was saved');
});
