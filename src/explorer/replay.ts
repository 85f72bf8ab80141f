// Replays a saved run and says how today's run compares. When it differs, the run is performed once more: two different runs of one plan
// in one process mean that the run is not deterministic; two equal ones mean that the code has changed since. Where the capsule holds the
// events of then, the first one that is another now is named.

import { type DifferingEvent, findDivergence, firstDifferingStretch } from '../simulator/divergence.ts';
import type { TraceEvent, TraceWindow } from '../simulator/trace.ts';
import type { Capsule } from './capsule.ts';
import { decodeEvents, type EventRecord, isRecorded, type RecordedEvent } from './event-record.ts';
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
  /** Whether every event is the same; null when there is nothing to compare with. */
  readonly same: boolean | null;
  /** Where the runs part, as far as that can be known. */
  readonly divergence: Divergence | undefined;
  readonly run: RunOutcome;
}

export type Divergence =
  /** The capsule knows what came there. Undefined on the side whose run was over. */
  | {
      readonly kind: 'event';
      readonly number: number;
      readonly expected: RecordedEvent | undefined;
      readonly got: TraceEvent | undefined;
    }
  /** Checkpoints of the capsule leave only this range. */
  | { readonly kind: 'range'; readonly afterEvent: number; readonly byEvent: number }
  /** Two runs of today differ. */
  | { readonly kind: 'nondeterministic'; readonly difference: DifferingEvent | undefined };

/** What is known of the earlier run: a capsule, or an outcome of today. */
export interface Expected extends Pick<Capsule, 'verdict' | 'digest' | 'checkpoints'> {
  readonly design?: string | { readonly name: string };
  readonly versions?: Capsule['versions'];
  readonly commit?: string | undefined;
  readonly record?: EventRecord | undefined;
}

/** Performs the task once, and again where a doubt remains. @throws Error when interrupted */
export async function replay(
  task: RunTask,
  expected: Expected | undefined,
  host: ExplorerHost,
): Promise<Replay> {
  const run = await performOne(task, host);
  if (task.until !== undefined) return { outcome: 'same', same: null, divergence: undefined, run };
  const before: Expected = expected ?? (await performOne(task, host));
  if (run.digest === before.digest && isSameVerdict(run, before)) {
    return { outcome: 'same', same: run.digest === '' ? null : true, divergence: undefined, run };
  }
  const stretch = differingStretch(run, before);
  const again = await performOne({ ...task, traceWindow: task.traceWindow ?? stretch }, host);
  if (again.digest !== run.digest || expected === undefined) {
    const difference = await findDifference(task, host);
    return { outcome: 'diverged', same: false, divergence: { kind: 'nondeterministic', difference }, run };
  }
  const same = run.digest === before.digest;
  const divergence = same ? undefined : findDivergedEvent(again, stretch, before);
  return { outcome: compareVerdicts(run, before), same, divergence, run };
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
function differingStretch(run: RunOutcome, before: Expected): TraceWindow {
  const events = before.record?.count ?? run.events;
  return firstDifferingStretch({ events, checkpoints: before.checkpoints }, run);
}

/** Undefined when one of the runs left nothing to compare. */
function findDivergedEvent(
  { digest, trace }: RunOutcome,
  { first, last }: TraceWindow,
  before: Expected,
): Divergence | undefined {
  if (digest === '' || before.digest === '') return undefined;
  const range = { kind: 'range', afterEvent: first - 1, byEvent: last } as const;
  const recorded = before.record === undefined ? undefined : decodeEvents(before.record);
  if (recorded === undefined) return range;
  const offset = trace[0]?.number ?? first;
  for (let number = first; number <= last; number += 1) {
    const expected = recorded[number - 1];
    const got = trace[number - offset];
    if (expected === undefined || got === undefined || !isRecorded(expected, got))
      return { kind: 'event', number, expected, got };
  }
  return range;
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
