// Shrinks a failure: looks for the simplest plan that fails with the same fingerprint, pass by pass until none of them finds anything, or
// until time is up. What it has then is always a plan that fails, and where it stood can be taken up again.

import type { Plan } from '../../scenario/plan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type EventRecord, encodeEvents, RECORDED_EVENTS_MAX } from '../event-record.ts';
import type { ExplorerHost } from '../explorer-host.ts';
import type { Finding, RunOutcome, RunTask } from '../run-task.ts';
import { BEGINNING, type Pass, type Place, proposals } from './pass.ts';
import { passesFor } from './passes.ts';
import { type PlanSize, sizeOf } from './plan-size.ts';
import { failsLike, type Search, Trials } from './trials.ts';

export interface ShrinkRequest {
  readonly task: Pick<RunTask, 'scenario' | 'design' | 'designOptions'>;
  readonly scenario: Scenario;
  readonly plan: Plan;
  /** What the plan came to when it was saved. */
  readonly finding: Finding;
  readonly budgetMs: number;
  /** Keys of plans that an earlier search refuted, with the same code. */
  readonly refuted: readonly string[];
}

export type Shrinking =
  | Shrunk
  /** Today's run of the plan does not fail like the saved one: there is nothing to shrink. */
  | { readonly kind: 'elsewise'; readonly outcome: RunOutcome }
  /** A run of the plan came to two ends. */
  | { readonly kind: 'nondeterministic'; readonly outcome: RunOutcome }
  /** Before anything was known. */
  | { readonly kind: 'interrupted' };

export interface Shrunk {
  readonly kind: 'shrunk';
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  /** Of the plan's last run; absent until the search is over, or when it was too long. */
  readonly record?: EventRecord;
  /** No pass makes it smaller. */
  readonly isFinished: boolean;
  readonly refuted: readonly string[];
  readonly runs: number;
  readonly wallSeconds: number;
}

export interface ShrinkProgress {
  readonly pass: string;
  readonly size: PlanSize;
  readonly runs: number;
  readonly elapsedMs: number;
  /** Keys of plans that do not fail like this. */
  refuted(): readonly string[];
}

export interface ShrinkListener {
  /** A simpler plan was found. */
  onTaken?(shrunk: Shrunk): void;
  onProgress?(progress: ShrinkProgress): void;
}

const MILLISECONDS = 1000;
/** Simpler plans rarely need more events; one that needs many times as many is not simpler to anybody. */
const EVENTS_FACTOR = 3;
const EVENTS_MARGIN = 20_000;
/** Far beyond what any plan needs. */
const ROUNDS_MAX = 50;

/** @throws Error when no run can be performed */
export async function shrink(
  request: ShrinkRequest,
  host: ExplorerHost,
  listener: ShrinkListener = {},
): Promise<Shrinking> {
  const startMs = host.nowMs();
  const { task, plan, finding } = request;
  const [outcome] = await host.perform({ ...task, source: { kind: 'plan', plan } });
  if (outcome === undefined) return { kind: 'interrupted' };
  if (!failsLike(outcome.verdict, finding)) return { kind: 'elsewise', outcome };
  return new Shrinker(request, { host, listener, startMs, outcome }).perform();
}

interface Surroundings {
  readonly host: ExplorerHost;
  readonly listener: ShrinkListener;
  readonly startMs: number;
  /** Of the plan as it is. */
  readonly outcome: RunOutcome;
}

class Shrinker {
  readonly #request: ShrinkRequest;
  readonly #around: Surroundings;
  readonly #trials: Trials;
  #plan: Plan;
  #outcome: RunOutcome;
  /** Name of the pass under way. */
  #pass = '';

  constructor(request: ShrinkRequest, around: Surroundings) {
    const { task, plan, finding, budgetMs, refuted } = request;
    const { host, startMs, outcome } = around;
    this.#request = request;
    this.#around = around;
    this.#plan = plan;
    this.#outcome = outcome;
    this.#trials = new Trials({
      host,
      task: { ...task, ...eventBound(outcome) },
      finding,
      deadlineMs: startMs + budgetMs,
      refuted,
      onRun: () => this.#report(),
    });
  }

  async perform(): Promise<Shrinking> {
    const isFinished = await this.#search();
    await this.#trials.end();
    const { host } = this.#around;
    if (host.isInterrupted) return this.#shrunk(false);
    const [again] = await host.perform({
      ...this.#request.task,
      source: { kind: 'plan', plan: this.#plan },
      account: true,
      traceWindow: { first: 1, last: RECORDED_EVENTS_MAX },
    });
    /** Whoever performed it died, or was given up: that says nothing about the plan. */
    const isLost = again === undefined || (again.digest === '' && this.#outcome.digest !== '');
    if (isLost) return this.#shrunk(isFinished);
    if (again.digest !== this.#outcome.digest) return { kind: 'nondeterministic', outcome: again };
    this.#outcome = again;
    const isRecorded = again.digest !== '' && again.events <= RECORDED_EVENTS_MAX;
    return { ...this.#shrunk(isFinished), ...(isRecorded ? { record: encodeEvents(again.trace) } : {}) };
  }

  /** Whether it came to an end of its own. */
  async #search(): Promise<boolean> {
    const { main, last } = passesFor(this.#request.scenario);
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const before = this.#plan;
      for (const pass of main) if (!(await this.#exhaust(pass))) return false;
      if (this.#plan !== before) continue;
      const search = await this.#attempt(last, BEGINNING);
      if (search.kind !== 'taken') return search.kind === 'exhausted';
    }
    return false;
  }

  /** False when the search was stopped. */
  async #exhaust(pass: Pass): Promise<boolean> {
    let place = BEGINNING;
    while (true) {
      const search = await this.#attempt(pass, place);
      if (search.kind !== 'taken') return search.kind === 'exhausted';
      place = search.proposal.next;
    }
  }

  /** Takes the first plan that fails as before, if there is one. */
  async #attempt(pass: Pass, place: Place): Promise<Search> {
    this.#pass = pass.name;
    const search = await this.#trials.first(proposals(pass, this.#plan, place));
    if (search.kind === 'taken') {
      this.#plan = search.proposal.plan;
      this.#outcome = search.outcome;
      this.#around.listener.onTaken?.(this.#shrunk(false));
    }
    return search;
  }

  #report(): void {
    this.#around.listener.onProgress?.({
      pass: this.#pass,
      size: sizeOf(this.#plan),
      runs: this.#trials.runs,
      elapsedMs: this.#elapsedMs(),
      refuted: () => this.#trials.refuted,
    });
  }

  #shrunk(isFinished: boolean): Shrunk {
    return {
      kind: 'shrunk',
      plan: this.#plan,
      outcome: this.#outcome,
      isFinished,
      refuted: this.#trials.refuted,
      runs: this.#trials.runs,
      wallSeconds: this.#elapsedMs() / MILLISECONDS,
    };
  }

  #elapsedMs(): number {
    return this.#around.host.nowMs() - this.#around.startMs;
  }
}

/** A run that was saved for meeting a bound needs all of it. */
function eventBound({ events, verdict }: RunOutcome): Pick<RunTask, 'until'> {
  const hasBound = verdict.kind !== 'stalled' && verdict.kind !== 'undecided' && events > 0;
  return hasBound ? { until: { event: events * EVENTS_FACTOR + EVENTS_MARGIN } } : {};
}
