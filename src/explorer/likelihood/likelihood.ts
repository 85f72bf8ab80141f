// When did a failure become inevitable? The run is performed again and again: up to a moment as it was, after it with everything drawn
// anew. The share of those runs that fail the same way, over the moments, is the likelihood; where it jumps lies the cause.

import { assert } from '../../base/assert.ts';
import type { AccountLine } from '../../scenario/account-line.ts';
import type { Plan } from '../../scenario/plan.ts';
import { replan } from '../../scenario/replan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExplorerHost } from '../explorer-host.ts';
import { describeFinding, type Failure } from '../failure.ts';
import type { PlanSource, RunOutcome, RunTask } from '../run-task.ts';
import { Curve, type CurvePoint, firstMoments, inevitableFromUs, nextMoment } from './curve.ts';
import { type FaultBand, faultBands, phaseStartUs } from './fault-bands.ts';
import { eventsBetween } from './jump-events.ts';
import { findJumps, type Jump } from './jumps.ts';

export interface LikelihoodRequest {
  readonly scenario: Scenario;
  /** The run that failed. */
  readonly task: RunTask & { readonly source: PlanSource };
  /** At each moment, unless time runs out. */
  readonly runsPerMoment: number;
  readonly budgetMs: number;
}

export type LikelihoodResult =
  | { readonly kind: 'curve'; readonly likelihood: Likelihood }
  /** There is no failure to be explained: the run holds now. */
  | { readonly kind: 'held'; readonly run: RunOutcome }
  | { readonly kind: 'interrupted' };

export type JumpWithEvents = Jump & { readonly events: readonly AccountLine[] };

export interface Likelihood {
  readonly run: RunOutcome;
  readonly failure: Pick<Failure, 'verdict' | 'oracle' | 'message' | 'fingerprint'>;
  /** When the failure was found. */
  readonly endUs: number;
  readonly points: readonly CurvePoint[];
  readonly jumps: readonly JumpWithEvents[];
  /** Undefined: only when it was found. */
  readonly inevitableFromUs: number | undefined;
  readonly faults: readonly FaultBand[];
  readonly runs: number;
  readonly wallSeconds: number;
  readonly isInterrupted: boolean;
}

export interface LikelihoodProgress {
  readonly runs: number;
  readonly moments: number;
  readonly elapsedMs: number;
}

export interface LikelihoodListener {
  /** The run, performed as it was, has failed; now it is performed anew again and again. */
  onFailure?(run: RunOutcome, endUs: number): void;
  onProgress?(progress: LikelihoodProgress): void;
}

const FIRST_MOMENTS = 9;
/** Runs at each moment before anything is looked at more closely. */
const FIRST_ROUNDS = 5;
const CERTAINTY = 0.95;
const DISTURB = 1;
const MICROSECONDS = 1000;
const MILLISECONDS = 1000;

export async function likelihood(
  request: LikelihoodRequest,
  host: ExplorerHost,
  listener: LikelihoodListener = {},
): Promise<LikelihoodResult> {
  const [run] = await host.perform({ ...request.task, account: true });
  if (run === undefined) return { kind: 'interrupted' };
  const failure = describeFinding(run.verdict);
  if (failure === undefined) return { kind: 'held', run };
  const endUs = run.verdict.kind === 'violated' ? run.verdict.atUs : Math.floor(run.virtualMs * MICROSECONDS);
  listener.onFailure?.(run, endUs);
  const measurement = new Measurement(request, {
    host,
    run,
    endUs,
    fingerprint: failure.fingerprint,
    listener,
  });
  await measurement.perform();
  const points = measurement.curve.points();
  const jumps = findJumps(points).map((jump) => ({
    ...jump,
    events: eventsBetween(run.account, jump, failure.message),
  }));
  return {
    kind: 'curve',
    likelihood: {
      run,
      failure,
      endUs,
      points,
      jumps,
      inevitableFromUs: inevitableFromUs(points, CERTAINTY),
      faults: faultBands(run.account, endUs),
      runs: measurement.runs,
      wallSeconds: measurement.elapsedMs() / MILLISECONDS,
      isInterrupted: host.isInterrupted,
    },
  };
}

interface Surroundings {
  readonly host: ExplorerHost;
  readonly run: RunOutcome;
  readonly endUs: number;
  readonly fingerprint: string;
  readonly listener: LikelihoodListener;
}

interface Sample {
  readonly atUs: number;
  readonly salt: string;
}

class Measurement {
  readonly curve = new Curve();
  readonly #request: LikelihoodRequest;
  readonly #around: Surroundings;
  readonly #disturbedUs: number;
  readonly #startMs: number;
  #runs = 0;

  constructor(request: LikelihoodRequest, around: Surroundings) {
    assert(request.runsPerMoment > 0, 'no runs at a moment');
    this.#request = request;
    this.#around = around;
    this.#disturbedUs = phaseStartUs(around.run.account, DISTURB) ?? Number.POSITIVE_INFINITY;
    this.#startMs = around.host.nowMs();
  }

  get runs(): number {
    return this.#runs;
  }

  elapsedMs(): number {
    return this.#around.host.nowMs() - this.#startMs;
  }

  /** One run more at every moment, in turns with moments more where the likelihood rises: little time means a coarse curve. */
  async perform(): Promise<void> {
    const { run, endUs } = this.#around;
    const happenings = run.account.map(({ atUs }) => atUs);
    const moments = [...firstMoments(endUs, happenings, FIRST_MOMENTS)];
    const { runsPerMoment } = this.#request;
    let rounds = 0;
    while (!this.#isOver()) {
      const more = rounds < FIRST_ROUNDS ? undefined : nextMoment(this.curve.points());
      if (more !== undefined) {
        moments.push(more);
        await this.#measure(Array.from({ length: rounds }, (_, salt) => ({ atUs: more, salt: `${salt}` })));
      } else if (rounds < runsPerMoment) {
        const salt = `${rounds}`;
        await this.#measure(moments.map((atUs) => ({ atUs, salt })));
        rounds += 1;
      } else return;
    }
  }

  #isOver(): boolean {
    return this.#around.host.isInterrupted || this.elapsedMs() >= this.#request.budgetMs;
  }

  async #measure(samples: readonly Sample[]): Promise<void> {
    const { host } = this.#around;
    const waiting = [...samples].reverse();
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (this.#isOver()) return;
        await this.#take(next);
      }
    };
    await Promise.all(Array.from({ length: host.workers }, work));
  }

  async #take({ atUs, salt }: Sample): Promise<void> {
    const { host, fingerprint, listener } = this.#around;
    const { task } = this.#request;
    const source = { kind: 'plan', plan: this.#planFrom(atUs, salt) } as const;
    const [outcome] = await host.perform({ ...task, source, rekey: { atUs, salt } });
    if (outcome === undefined) return;
    const found = describeFinding(outcome.verdict);
    const isFailure = found !== undefined && found.verdict !== 'undecided';
    this.curve.add(atUs, { isSame: found?.fingerprint === fingerprint, isFailure });
    this.#runs += 1;
    const moments = this.curve.points().length;
    listener.onProgress?.({ runs: this.#runs, moments, elapsedMs: this.elapsedMs() });
  }

  #planFrom(atUs: number, salt: string): Plan {
    const { scenario, task } = this.#request;
    const afterMs = (atUs - this.#disturbedUs) / MICROSECONDS;
    return replan(scenario, task.source.plan, { afterMs, salt });
  }
}
