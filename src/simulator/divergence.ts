// Whether the same run is the same run twice, and if not, the first event that differs. Digests tell that two runs differ, their
// checkpoints roughly where; then both run again and keep their events of that stretch.

import type { DigestCheckpoint } from './digest.ts';
import type { TraceEvent, TraceWindow } from './trace.ts';

/** What one run leaves behind. */
export interface RunRecord {
  readonly digest: string;
  readonly events: number;
  readonly checkpoints: readonly DigestCheckpoint[];
  /** Events of the asked window. */
  readonly window: readonly TraceEvent[];
}

/** Performs the run from its start. The window changes what is kept, never what happens. */
export type RunAgain = (window: TraceWindow | undefined) => Promise<RunRecord>;

export interface Divergence {
  /** Digests of the first two runs; they differ. */
  readonly digests: readonly [string, string];
  /** The first event that is not the same on both sides; undefined when the runs differed elsewhere each time. */
  readonly first: DifferingEvent | undefined;
}

export interface DifferingEvent {
  /** Number of the event in its run, from 1. */
  readonly number: number;
  /** Undefined on the side whose run was over. */
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
}

/** Pairs of runs with a window. A run that differs at random may hide from each of them. */
const PAIRS = 4;

/** Runs twice, and more often only when the two differ. Undefined: they are the same. */
export async function findDivergence(runAgain: RunAgain): Promise<Divergence | undefined> {
  let [left, right] = [await runAgain(undefined), await runAgain(undefined)];
  if (left.digest === right.digest) return undefined;
  const digests = [left.digest, right.digest] as const;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const window = firstDifferingStretch(left, right);
    [left, right] = [await runAgain(window), await runAgain(window)];
    const first = firstDifferingEvent(left.window, right.window, window);
    // What differs before the window would make its first event only a consequence.
    if (first !== undefined && firstDifferingStretch(left, right).first >= window.first)
      return { digests, first };
    if (left.digest === right.digest) [left, right] = [await runAgain(undefined), await runAgain(undefined)];
  }
  return { digests, first: undefined };
}

/** From behind the last checkpoint that both runs share to the first where they differ, or to the end. */
export function firstDifferingStretch(
  left: Pick<RunRecord, 'events' | 'checkpoints'>,
  right: Pick<RunRecord, 'events' | 'checkpoints'>,
): TraceWindow {
  const digests = new Map(right.checkpoints.map(({ events, digest }) => [events, digest]));
  let first = 1;
  for (const { events, digest } of left.checkpoints) {
    const other = digests.get(events);
    if (other === digest) first = events + 1;
    else if (other !== undefined) return { first, last: events };
  }
  return { first, last: Math.max(left.events, right.events) };
}

function firstDifferingEvent(
  left: readonly TraceEvent[],
  right: readonly TraceEvent[],
  window: TraceWindow,
): DifferingEvent | undefined {
  const count = Math.max(left.length, right.length);
  for (let index = 0; index < count; index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined || !isSame(one, other)) {
      return { number: window.first + index, left: one, right: other };
    }
  }
  return undefined;
}

function isSame(left: TraceEvent, right: TraceEvent): boolean {
  return (
    left.identity === right.identity &&
    left.timeUs === right.timeUs &&
    left.label === right.label &&
    left.machine === right.machine &&
    left.detail === right.detail
  );
}

/** One line per side, for people. */
export function describeDivergence({ digests, first }: Divergence): string {
  if (first === undefined) {
    return `two runs differ (${digests.join(', ')}), but not at the same event when they are repeated`;
  }
  const side = (event: TraceEvent | undefined) => {
    if (event === undefined) return 'no event, the run is over';
    const { timeUs, machine, label, detail, identity, cause } = event;
    return `${timeUs} µs ${machine || 'the world'}: ${label} (${detail}), identity ${identity}, caused by ${cause}`;
  };
  return [
    `two runs differ from event ${first.number} on`,
    `  one:   ${side(first.left)}`,
    `  other: ${side(first.right)}`,
  ].join('\n');
}
