// Explores: performs the runs of a batch, as many at a time as the host has workers, and gathers what they came to. The result depends
// on the request alone, not on the number of workers; only a limit of time ties it to the machine.

import type { Design } from '../scenario/design.ts';
import { drawPlan } from '../scenario/draw-plan.ts';
import { marksFor } from '../scenario/expected-mark.ts';
import type { Profile } from '../scenario/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Aggregate, type BatchSummary } from './aggregate.ts';
import { buildCapsule, capsuleFileName, writeCapsule } from './capsule.ts';
import { Deal, type Hand } from './deal.ts';
import type { ExplorerHost } from './explorer-host.ts';
import type { Failure } from './failure.ts';
import { HandSize } from './hand-size.ts';
import { InOrder } from './in-order.ts';
import { recordRun } from './record-run.ts';
import { lineOf, type RunLine } from './run-line.ts';
import type { ModuleReference, RunOutcome } from './run-task.ts';
import { type SeedRange, seedOf } from './seed-range.ts';
import type { Shard } from './shard.ts';

export interface ExploreRequest {
  readonly scenarios: readonly { readonly source: ModuleReference; readonly scenario: Scenario }[];
  readonly design: { readonly source: ModuleReference; readonly design: Design };
  /** Run i has the seed `batch:i`. */
  readonly batch: string;
  readonly extent: Extent;
  readonly profile: Profile;
  readonly shard: Shard;
  /** Stop after this many runs that prove something wrong. */
  readonly maxFailures: number | undefined;
}

export type Extent =
  | { readonly kind: 'seeds'; readonly range: SeedRange }
  | { readonly kind: 'time'; readonly limitMs: number };

export interface ExploreResult extends Omit<BatchSummary, 'digest'> {
  /** Null when the number of runs depended on the machine. */
  readonly digest: string | null;
  readonly wallSeconds: number;
  readonly isInterrupted: boolean;
}

export interface ExploreListener {
  /** Every run that counts, in order. */
  onRun?(line: RunLine): void;
  onFailure?(failure: Failure): void;
  onProgress?(progress: ExploreProgress): void;
}

export interface ExploreProgress {
  readonly runs: number;
  /** Undefined when only time is limited. */
  readonly totalRuns: number | undefined;
  readonly failedRuns: number;
  readonly events: number;
  readonly elapsedMs: number;
}

const MILLISECONDS = 1000;

export async function explore(
  request: ExploreRequest,
  host: ExplorerHost,
  listener: ExploreListener = {},
): Promise<ExploreResult> {
  const exploration = new Exploration(request, host, listener);
  return exploration.perform();
}

class Exploration {
  readonly #request: ExploreRequest;
  readonly #host: ExplorerHost;
  readonly #listener: ExploreListener;
  readonly #aggregate: Aggregate;
  readonly #deal: Deal;
  readonly #handSize = new HandSize();
  readonly #inOrder = new InOrder<readonly RunOutcome[]>();
  readonly #saving: Promise<void>[] = [];
  readonly #startMs: number;

  constructor(request: ExploreRequest, host: ExplorerHost, listener: ExploreListener) {
    this.#request = request;
    this.#host = host;
    this.#listener = listener;
    const { extent, shard, design } = request;
    this.#aggregate = new Aggregate(
      request.scenarios.map(({ scenario }) => ({
        scenario: scenario.name,
        reach: marksFor(scenario.reach, design.design),
      })),
    );
    const range = extent.kind === 'seeds' ? extent.range : undefined;
    this.#deal = new Deal({ scenarios: request.scenarios.length, range, shard });
    this.#startMs = host.nowMs();
  }

  async perform(): Promise<ExploreResult> {
    await Promise.all(Array.from({ length: this.#host.workers }, () => this.#work()));
    // After an interrupt there are gaps; what was found behind them counts all the same.
    if (this.#host.isInterrupted) for (const outcomes of this.#inOrder.rest()) this.#count(outcomes);
    await Promise.all(this.#saving);
    const summary = this.#aggregate.summary();
    return {
      ...summary,
      digest: this.#request.extent.kind === 'time' ? null : summary.digest,
      wallSeconds: this.#elapsedMs() / MILLISECONDS,
      isInterrupted: this.#host.isInterrupted,
    };
  }

  async #work(): Promise<void> {
    while (!this.#isOver()) {
      const hand = this.#deal.next(this.#handSize.next(this.#share()));
      if (hand === undefined) return;
      const startMs = this.#host.nowMs();
      const outcomes = await this.#host.perform(this.#taskOf(hand));
      this.#handSize.measure(outcomes.length, this.#host.nowMs() - startMs);
      for (const due of this.#inOrder.add(hand.order, outcomes)) this.#count(due);
      this.#listener.onProgress?.(this.#progress());
    }
  }

  /** Half of what each worker would get of the rest. */
  #share(): number | undefined {
    const left = this.#deal.left();
    return left === undefined ? undefined : Math.ceil(left / (2 * this.#host.workers));
  }

  #isOver(): boolean {
    const { extent } = this.#request;
    if (this.#host.isInterrupted || this.#hasEnough()) return true;
    return extent.kind === 'time' && this.#elapsedMs() >= extent.limitMs;
  }

  #hasEnough(): boolean {
    const { maxFailures } = this.#request;
    return maxFailures !== undefined && this.#aggregate.failedRuns >= maxFailures;
  }

  #taskOf(hand: Hand) {
    const { scenarios, design, batch, profile } = this.#request;
    const seeds = hand.indices.map((index) => seedOf(batch, index));
    const scenario = scenarios[hand.scenario]?.source ?? '';
    return { scenario, design: design.source, source: { kind: 'seeds', seeds, profile } } as const;
  }

  /** Outcomes behind the failure that ended the batch do not count: other numbers of workers would have others. */
  #count(outcomes: readonly RunOutcome[]): void {
    for (const outcome of outcomes) {
      if (this.#hasEnough()) return;
      const line = lineOf(outcome);
      const failure = this.#aggregate.add(line);
      this.#listener.onRun?.(line);
      if (failure !== undefined) this.#saving.push(this.#save(failure, outcome));
    }
  }

  async #save(failure: Failure, outcome: RunOutcome): Promise<void> {
    const { scenarios, design, profile } = this.#request;
    const found = scenarios.find(({ scenario }) => scenario.name === outcome.scenario);
    if (found === undefined) return;
    const plan = drawPlan(found.scenario, outcome.seed, profile);
    const task = { scenario: found.source, design: design.source };
    const recording = await recordRun(task, { plan, outcome }, this.#host);
    const capsule = buildCapsule({
      scenarioSource: found.source,
      design: { name: design.design.name, source: design.source, options: design.design.options },
      plan,
      outcome,
      provenance: await this.#host.provenance(design.source),
      record: recording.kind === 'recorded' ? recording.record : undefined,
    });
    const path = await this.#host.saveCapsule(capsuleFileName(failure), writeCapsule(capsule));
    this.#aggregate.addCapsule(failure, path);
    if (recording.kind === 'nondeterministic') {
      const verdict = { kind: 'nondeterministic', why: recording.why } as const;
      this.#aggregate.addDoubt({
        line: lineOf({ ...outcome, verdict }),
        was: outcome.verdict.kind,
        capsule: path,
      });
    }
    this.#listener.onFailure?.({ ...failure, capsule: path });
  }

  #progress(): ExploreProgress {
    return {
      runs: this.#aggregate.runs,
      totalRuns: this.#deal.total(),
      failedRuns: this.#aggregate.failedRuns,
      events: this.#aggregate.events,
      elapsedMs: this.#elapsedMs(),
    };
  }

  #elapsedMs(): number {
    return this.#host.nowMs() - this.#startMs;
  }
}
