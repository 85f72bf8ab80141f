// The first event in which two traces of one plan differ.

import type { TraceEvent } from '../simulator/trace.ts';

export interface EventDifference {
  /** Number of the event. */
  readonly event: number;
  /** Undefined where a run has ended. */
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
}

export function firstDifference(
  left: readonly TraceEvent[],
  right: readonly TraceEvent[],
): EventDifference | undefined {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const one = left[index];
    const other = right[index];
    if (one !== undefined && other !== undefined && isSame(one, other)) continue;
    return { event: (one ?? other)?.number ?? index + 1, left: one, right: other };
  }
  return undefined;
}

function isSame(left: TraceEvent, right: TraceEvent): boolean {
  return (
    left.identity === right.identity &&
    left.timeUs === right.timeUs &&
    left.label === right.label &&
    left.detail === right.detail
  );
}
