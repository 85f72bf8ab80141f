// Replays a saved run and says how today's run compares. When it differs, the run is performed once more: two different runs of one plan
// in one process mean that the run is not deterministic; two equal ones mean that the code has changed since.

import { type DifferingEvent, findDivergence, firstDifferingStretch } from '../simulator/divergence.ts';
import type { Capsule } from './capsule.ts';
import type { ExplorerHost } from './explorer-host.ts';
import { describeFinding } from './failure.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

/**
 * `same`: event by event; `fixed`: it failed then and holds now; `diverged`: the same verdict on another way, or not deterministic;
 * `different`: another verdict.
 */
export type ReplayOutcome = 'same' | 'different' | 'fixed' | 'diverged';

export interface Replay {
  readonly outcome: ReplayOutcome;
  /** Whether the digest is the same; null when there is nothing to compare with. */
  readonly same: boolean | null;
  /** Where the runs part, as far as that can be known. */
  readonly divergence: Divergence | undefined;
  readonly run: RunOutcome;
}

export type Divergence =
  /** Checkpoints of the capsule leave only this range. */
  | { readonly kind: 'range'; readonly afterEvent: number; readonly byEvent: number }
  /** Two runs of today differ. */
  | { readonly kind: 'nondeterministic'; readonly difference: DifferingEvent | undefined };

/** What is known of the earlier run. */
export type Expected = Pick<Capsule, 'verdict' | 'digest' | 'checkpoints'>;

/** Performs the task once, and again where a doubt remains. @throws Error when interrupted */
export async function replay(
  task: RunTask,
  expected: Expected | undefined,
  host: ExplorerHost,
): Promise<Replay> {
  const run = await performOne(task, host);
  if (task.until !== undefined) return { outcome: 'same', same: null, divergence: undefined, run };
  const before = expected ?? (await performOne(task, host));
  if (run.digest === before.digest && isSameVerdict(run, before)) {
    return { outcome: 'same', same: run.digest === '' ? null : true, divergence: undefined, run };
  }
  const again = await performOne(task, host);
  if (again.digest !== run.digest) {
    const difference = await findDifference(task, host);
    return { outcome: 'diverged', same: false, divergence: { kind: 'nondeterministic', difference }, run };
  }
  return { outcome: compareVerdicts(run, before), same: false, divergence: findRange(run, before), run };
}

async function performOne(task: RunTask, host: ExplorerHost): Promise<RunOutcome> {
  const [outcome] = await host.perform(task);
  if (outcome === undefined) throw new Error('the replay was interrupted');
  return outcome;
}

function isSameVerdict(run: RunOutcome, before: Expected): boolean {
  const now = describeFinding(run.verdict);
  const then = describeFinding(before.verdict);
  return now?.verdict === then?.verdict && now?.fingerprint === then?.fingerprint;
}

function compareVerdicts(run: RunOutcome, before: Expected): ReplayOutcome {
  if (isSameVerdict(run, before)) return 'diverged';
  return run.verdict.kind === 'held' ? 'fixed' : 'different';
}

/** Between the last checkpoint that agrees and the first that does not. */
function findRange(run: RunOutcome, before: Expected): Divergence | undefined {
  if (before.digest === '') return undefined;
  const { first, last } = firstDifferingStretch({ events: run.events, checkpoints: before.checkpoints }, run);
  return { kind: 'range', afterEvent: first - 1, byEvent: last };
}

/** Undefined when the runs differ elsewhere each time. */
async function findDifference(task: RunTask, host: ExplorerHost): Promise<DifferingEvent | undefined> {
  const divergence = await findDivergence(async (window) => {
    const traced = window === undefined ? task : { ...task, traceWindow: window };
    const { digest, events, checkpoints, trace } = await performOne(traced, host);
    return { digest, events, checkpoints, window: trace };
  });
  return divergence?.first;
}
