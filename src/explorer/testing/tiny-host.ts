// A host for tests of the explorer: performs tasks in this thread, through an engine whose runs take no time and come to whatever the
// test says.

import { constant, integer, record } from 'fast-check';
import { hashText, hex32 } from '../../base/hash.ts';
import type { AccountLine } from '../../scenario/account-line.ts';
import type { Design } from '../../scenario/design.ts';
import { drawPlan } from '../../scenario/draw-plan.ts';
import type { Plan } from '../../scenario/plan.ts';
import type { RunRequest } from '../../scenario/run.ts';
import type { RunResult, Verdict } from '../../scenario/run-result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Rekeying } from '../../simulator/simulation.ts';
import type { TraceEvent } from '../../simulator/trace.ts';
import type { ExplorerHost } from '../explorer-host.ts';
import { performTask, type RunEngine } from '../perform-task.ts';
import type { RunOutcome, RunTask } from '../run-task.ts';

interface Step {
  readonly atMs: number;
}

export function tinyScenario(name = 'tiny'): Scenario {
  const scenario: Scenario<Step> = {
    name,
    doc: 'A scenario for tests.',
    channel: { topic: 'tiny', group: 'tiny', isStrictlyOrdered: false, consumption: 'concurrent' },
    topology: record({
      nameServers: constant(1),
      brokers: integer({ min: 1, max: 3 }),
      producers: constant(1),
      consumers: constant(1),
      queuesPerBroker: constant(1),
    }),
    operations: { slot: record({ atMs: integer({ min: 0, max: 100 }) }), minimum: 1, maximum: 3 },
    startMs: ({ atMs }) => atMs,
    execute: async () => {},
    faults: [],
    oracles: [{ name: 'never-seven', doc: 'A promise for tests.', judge: () => ({}) }],
    reach: ['an even run'],
  };
  return scenario as Scenario;
}

export const TINY_DESIGN: Design = {
  name: 'plain',
  doc: 'A design for tests.',
  options: { flush: 'synchronous' },
  parts: {},
  limits: [],
};

/** What a test decides about a run, by the index of its seed, the number of the performance, or the plan. */
export interface TinyRun {
  readonly verdict?: Verdict;
  /** Makes the digest of each performance another one. */
  readonly isRandom?: boolean;
  readonly digest?: string;
  /** Its events; absent, a hundred that are alike. */
  readonly trace?: readonly TraceEvent[];
  readonly account?: readonly AccountLine[];
}

/** An event on machine m. */
export function tinyEvent(number: number, identity = 'ab12'): TraceEvent {
  return { number, timeUs: number, label: 'step', machine: 'm', identity, cause: 'root', detail: 0 };
}

const TINY_TRACE: readonly TraceEvent[] = Array.from({ length: 100 }, (_, index) => tinyEvent(index + 1));

export type TinyRule = (index: number, performance: number, plan: Plan, rekey?: Rekeying) => TinyRun;

export const HELD: Verdict = { kind: 'held' };

export function violated(fingerprint = 'seven'): Verdict {
  const violation = { oracle: 'never-seven', message: `it was ${fingerprint}`, fingerprint };
  return { kind: 'violated', violation, atUs: 1, event: 2 };
}

export class TinyHost implements ExplorerHost {
  readonly workers: number;
  readonly capsules = new Map<string, string>();
  readonly performed: string[] = [];
  isInterrupted = false;
  readonly #scenarios: ReadonlyMap<string, Scenario>;
  readonly #rule: TinyRule;
  #nowMs = 0;
  #performances = 0;

  constructor(options: {
    readonly workers?: number;
    readonly scenarios?: readonly Scenario[];
    readonly rule?: TinyRule;
  }) {
    this.workers = options.workers ?? 1;
    this.#scenarios = new Map(
      (options.scenarios ?? [tinyScenario()]).map((scenario) => [scenario.name, scenario]),
    );
    this.#rule = options.rule ?? (() => ({}));
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async perform(task: RunTask): Promise<readonly RunOutcome[]> {
    const scenario = this.#scenarios.get(task.scenario);
    if (scenario === undefined) throw new Error(`no scenario ${task.scenario}`);
    // Workers answer in no particular order.
    for (let turn = hashText(JSON.stringify(task)) & 7; turn > 0; turn -= 1) await Promise.resolve();
    const engine: RunEngine = { drawPlan, performRun: async (request) => this.#run(request) };
    const host = { pump: async () => [] };
    const outcomes: RunOutcome[] = [];
    await performTask(task, { engine, host, scenario, design: TINY_DESIGN }, (outcome) =>
      outcomes.push(outcome),
    );
    return outcomes;
  }

  async provenance() {
    return { sourceDigest: 'source', versions: { package: '1.2.3', node: '20.0.0' }, commit: undefined };
  }

  async saveCapsule(fileName: string, text: string): Promise<string> {
    this.capsules.set(fileName, text);
    return `capsules/${fileName}`;
  }

  #run({ scenario, plan, traceWindow, rekey }: RunRequest): RunResult {
    const index = Number(plan.seed.split(':').at(-1));
    this.#nowMs += 10;
    this.#performances += 1;
    this.performed.push(plan.seed);
    const run = this.#rule(index, this.#performances, plan, rekey);
    const { verdict = HELD, isRandom = false, digest, trace = TINY_TRACE, account = [] } = run;
    const { first, last } = traceWindow ?? { first: 1, last: 0 };
    const own = hex32(hashText(isRandom ? `${plan.seed} ${this.#performances}` : plan.seed));
    return {
      scenario: scenario.name,
      design: TINY_DESIGN.name,
      seed: plan.seed,
      verdict,
      digest: digest ?? own + own,
      checkpoints: [{ events: 50, digest: own + own }],
      events: trace.length,
      packets: 10,
      wireBytes: 1000,
      virtualMs: 1000,
      shape: {
        nameServers: 1,
        brokers: plan.topology.brokers,
        clients: 2,
        operations: plan.operations.length,
        messages: index,
        deliveries: index,
        faultEpisodes: 1,
        faultKinds: [],
        hasBrokerKill: index % 2 === 0,
        hasPartition: index % 4 === 0,
      },
      reached: index % 2 === 0 ? ['an even run'] : [],
      excused: index % 10 === 3 ? ['a limit'] : [],
      trace: trace.slice(first - 1, last),
      account,
    };
  }
}
