// Records a run that was performed before, by performing its plan once more and keeping every event. That run being another one is a finding
// of its own: the run is not deterministic.

import { assert } from '../base/assert.ts';
import type { Plan } from '../scenario/plan.ts';
import { type EventRecord, encodeEvents, RECORDED_EVENTS_MAX } from './event-record.ts';
import type { ExplorerHost } from './explorer-host.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

export type Recording =
  | { readonly kind: 'recorded'; readonly record: EventRecord }
  /** It ended without a result, was too long, or was interrupted. */
  | { readonly kind: 'none' }
  | { readonly kind: 'nondeterministic'; readonly why: string };

const NONE: Recording = { kind: 'none' };

export async function recordRun(
  task: Omit<RunTask, 'source' | 'traceWindow' | 'until'>,
  { plan, outcome }: { readonly plan: Plan; readonly outcome: RunOutcome },
  host: ExplorerHost,
): Promise<Recording> {
  const { digest, events } = outcome;
  const isRecordable = digest !== '' && events <= RECORDED_EVENTS_MAX;
  if (!isRecordable || outcome.verdict.kind === 'nondeterministic') return NONE;
  const traceWindow = { first: 1, last: RECORDED_EVENTS_MAX };
  const [again] = await host.perform({ ...task, source: { kind: 'plan', plan }, traceWindow });
  if (again === undefined || again.digest === '') return NONE;
  if (again.digest !== digest) {
    const why = `performed once more to be saved, it gave the digest ${again.digest} instead of ${digest}`;
    return { kind: 'nondeterministic', why };
  }
  assert(again.trace.length === events, 'every event of a recorded run is kept', again.trace.length);
  return { kind: 'recorded', record: encodeEvents(again.trace) };
}
