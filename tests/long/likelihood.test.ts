// `npm run check:likelihood`: the likelihood of a failure jumps most within the fault that causes it. The cause is known otherwise: it is the
// one fault without which the run does not fail the same way. Where no fault or several are such, the next failing seed is taken.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeFinding } from '../../src/explorer/failure.ts';
import { MicrotaskPump } from '../../src/nodejs/microtask-pump.ts';
import type { Design } from '../../src/scenario/design.ts';
import { drawPlan } from '../../src/scenario/draw-plan.ts';
import type { Plan } from '../../src/scenario/plan.ts';
import { performRun } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { FaultSlot } from '../../src/simulator/fault/fault.ts';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from '../cli/command.ts';

const ENTRIES = [
  'st-01-unflushed-visible',
  'st-04-uncut-queues',
  'dy-09-trusted-clock',
  'effect-remembered',
  'effect-logged-first',
] as const;
const BUDGET = process.env['LIKELIHOOD_BUDGET'] ?? '60s';
const BATCH = 'likelihood';
const SEEDS = 400;
/** A stretch between two measurements may begin so long before what happened in it. */
const SLACK_SECONDS = 0.005;

interface Cause {
  readonly index: number;
  readonly fault: FaultSlot;
}

interface Document {
  readonly points: readonly { readonly probability: number; readonly runs: number }[];
  readonly jumps: readonly {
    readonly at: number;
    readonly from: number;
    readonly before: number;
    readonly after: number;
  }[];
  readonly faults: readonly {
    readonly slot: number;
    readonly text: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly runs: number;
}

const host = new MicrotaskPump();
let folder = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
}, 120_000);

afterAll(() => {
  if (folder !== '') removeFolder(folder);
});

test.each(ENTRIES)('%s jumps in the fault that causes it', async (name) => {
  const design = await load<Design>(`designs/zoo/${name}.ts`, name);
  const { scenario: scenarioName = '' } = design.defect ?? {};
  const scenario = await load<Scenario>(`scenarios/${scenarioName}.ts`, scenarioName);
  const { index, fault } = await firstCause(scenario, design);
  const capsule = await saveRun(scenarioName, name, index);
  const { stdout, stderr } = await windtunnel(['likelihood', capsule, '--budget', BUDGET, '--json'], folder);
  expect(stdout, stderr).not.toBe('');
  const { points, jumps, faults, runs } = readJson(stdout) as unknown as Document;
  const band = faults.find(({ slot }) => slot === fault.slot);
  const [jump] = jumps;
  print(
    `${name} ${BATCH}:${index}`,
    `  cause   ${seconds(band?.from)} to ${seconds(band?.to)}: ${band?.text}`,
    `  jump    ${seconds(jump?.from)} to ${seconds(jump?.at)}: from ${perCent(jump?.before)} to ${perCent(jump?.after)}`,
    `  at the start ${perCent(points[0]?.probability)}; ${runs} runs at ${points.length} moments`,
  );
  expect(jump?.from).toBeGreaterThanOrEqual((band?.from ?? Number.NaN) - SLACK_SECONDS);
  expect(jump?.at).toBeLessThanOrEqual((band?.to ?? Number.NaN) + SLACK_SECONDS);
});

async function load<Value extends { readonly name: string }>(file: string, name: string): Promise<Value> {
  const exports = (await import(new URL(`../../${file}`, import.meta.url).href)) as Record<string, Value>;
  const found = Object.values(exports).find((value) => value.name === name);
  if (found === undefined) throw new Error(`${file} exports nothing named ${name}`);
  return found;
}

async function firstCause(scenario: Scenario, design: Design): Promise<Cause> {
  for (let index = 0; index < SEEDS; index += 1) {
    const plan = drawPlan(scenario, `${BATCH}:${index}`, 'swarm');
    const { oracle, fingerprint } = await failureOf(scenario, design, plan);
    if (oracle !== design.defect?.oracle) continue;
    const causes: FaultSlot[] = [];
    for (const fault of plan.faults) {
      const without = { ...plan, faults: plan.faults.filter((other) => other !== fault) };
      if ((await failureOf(scenario, design, without)).fingerprint !== fingerprint) causes.push(fault);
    }
    const [fault] = causes;
    if (fault !== undefined && causes.length === 1) return { index, fault };
  }
  throw new Error(`no failure of ${design.name} within ${SEEDS} seeds has a single cause`);
}

async function failureOf(scenario: Scenario, design: Design, plan: Plan) {
  const { verdict } = await performRun({ scenario, plan, design, host });
  const { oracle = null, fingerprint = '' } = describeFinding(verdict) ?? {};
  return { oracle, fingerprint };
}

async function saveRun(scenario: string, design: string, index: number): Promise<string> {
  const words = ['--design', design, '--seed', BATCH, '--seeds', `${index}..${index}`, '--json'];
  const { failures } = readJson((await windtunnel(['explore', scenario, ...words], folder)).stdout);
  return (failures as { capsule: string }[])[0]?.capsule ?? '';
}

function seconds(at: number | undefined): string {
  return at === undefined ? 'never' : `${at.toFixed(3)} s`;
}

function perCent(share: number | undefined): string {
  return share === undefined ? 'nothing' : `${Math.round(share * 100)} %`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
