// One request on its way through the pool: which runs it consists of, which have an outcome, and what is left to be asked of another
// worker when one dies.

import { type Finding, outcomeWithoutResult, type RunOutcome, type RunTask } from '../explorer/run-task.ts';
import type { WorkerRequest } from './worker-message.ts';

export interface RunNames {
  readonly scenario: string;
  readonly design: string;
}

export class RunJob {
  readonly #request: WorkerRequest;
  readonly #names: RunNames;
  readonly #seeds: readonly string[];
  readonly #outcomes: RunOutcome[] = [];
  readonly #settle: {
    readonly resolve: (outcomes: readonly RunOutcome[]) => void;
    readonly reject: (error: Error) => void;
  };

  constructor(
    request: WorkerRequest,
    names: RunNames,
    settle: {
      readonly resolve: (outcomes: readonly RunOutcome[]) => void;
      readonly reject: (error: Error) => void;
    },
  ) {
    this.#request = request;
    this.#names = names;
    this.#settle = settle;
    this.#seeds = seedsOf(request.task);
  }

  get isDone(): boolean {
    return this.#outcomes.length === this.#seeds.length;
  }

  add(outcome: RunOutcome): void {
    this.#outcomes.push(outcome);
  }

  /** Gives the run that was under way the outcome of its worker. */
  addWithoutResult(verdict: Finding): void {
    const seed = this.#seeds[this.#outcomes.length] ?? '';
    this.add(outcomeWithoutResult({ ...this.#names, seed }, verdict));
  }

  /** What is left to do. */
  request(): WorkerRequest {
    const { task } = this.#request;
    if (task.source.kind === 'plan' || this.#outcomes.length === 0) return this.#request;
    const seeds = this.#seeds.slice(this.#outcomes.length);
    return { ...this.#request, task: { ...task, source: { ...task.source, seeds } } };
  }

  /** With what there is. */
  finish(): void {
    this.#settle.resolve(this.#outcomes);
  }

  fail(error: Error): void {
    this.#settle.reject(error);
  }
}

function seedsOf({ source }: RunTask): readonly string[] {
  return source.kind === 'seeds' ? source.seeds : [source.plan.seed];
}
