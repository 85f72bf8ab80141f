// Performs the runs of one task where the scenario and the design are loaded: the part of the explorer that runs inside a worker.

import { hashText } from '../base/hash.ts';
import type { Design } from '../scenario/design.ts';
import type { Plan, Profile } from '../scenario/plan.ts';
import type { RunRequest } from '../scenario/run.ts';
import type { RunResult } from '../scenario/run-result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { SimulationHost } from '../simulator/host.ts';
import { describeError } from '../simulator/run-end.ts';
import { outcomeWithoutResult, type RunOutcome, type RunTask } from './run-task.ts';

/** How plans are drawn and runs performed: scenario's own functions, or a test's. */
export interface RunEngine {
  drawPlan(scenario: Scenario, seed: string, profile: Profile): Plan;
  performRun(request: RunRequest): Promise<RunResult>;
}

export interface TaskParts {
  readonly engine: RunEngine;
  readonly host: SimulationHost;
  readonly scenario: Scenario;
  readonly design: Design;
}

/** One run in this many is performed twice, to see whether it is deterministic. */
const REPEATED_ONE_IN = 20;
const REPEAT_SALT = 0x13198a2e;

export async function performTask(
  task: RunTask,
  parts: TaskParts,
  onOutcome: (outcome: RunOutcome) => void,
): Promise<void> {
  const design =
    task.designOptions === undefined ? parts.design : { ...parts.design, options: task.designOptions };
  if (task.source.kind === 'plan') {
    onOutcome(await new SafeRun(task, { ...parts, design }).perform(task.source.plan.seed));
    return;
  }
  for (const seed of task.source.seeds) {
    onOutcome(await new SafeRun(task, { ...parts, design }).perform(seed));
  }
}

/** One run that always has an outcome. */
class SafeRun {
  readonly #task: RunTask;
  readonly #parts: TaskParts;

  constructor(task: RunTask, parts: TaskParts) {
    this.#task = task;
    this.#parts = parts;
  }

  async perform(seed: string): Promise<RunOutcome> {
    const { scenario, design } = this.#parts;
    try {
      const plan = this.#planOf(seed);
      const first = await this.#run(plan);
      if (this.#task.source.kind === 'plan' || !isRepeated(seed)) return first;
      return compare(first, await this.#run(plan));
    } catch (error) {
      const crash = { kind: 'crashed', machine: '', stack: describeError(error) } as const;
      return outcomeWithoutResult({ scenario: scenario.name, design: design.name, seed }, crash);
    }
  }

  #planOf(seed: string): Plan {
    const { source } = this.#task;
    return source.kind === 'plan'
      ? source.plan
      : this.#parts.engine.drawPlan(this.#parts.scenario, seed, source.profile);
  }

  #run(plan: Plan): Promise<RunResult> {
    const { engine, host, scenario, design } = this.#parts;
    const { traceWindow, until, account, rekey } = this.#task;
    return engine.performRun({
      scenario,
      plan,
      design,
      host,
      ...(traceWindow === undefined ? {} : { traceWindow }),
      ...(until === undefined ? {} : { until }),
      ...(account === undefined ? {} : { account }),
      ...(rekey === undefined ? {} : { rekey }),
    });
  }
}

function isRepeated(seed: string): boolean {
  return (hashText(seed, REPEAT_SALT) >>> 0) % REPEATED_ONE_IN === 0;
}

function compare(first: RunResult, second: RunResult): RunOutcome {
  if (first.digest === second.digest) return first;
  const why = `performed twice, it gave the digests ${first.digest} and ${second.digest}`;
  return { ...first, verdict: { kind: 'nondeterministic', why } };
}
