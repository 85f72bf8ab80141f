// What became of runs that were saved earlier and performed again before a batch. They are reported beside the batch, never in its counts
// or its digest: those are the same on a machine that has saved nothing.

import type { ReplayOutcome } from './replay.ts';
import type { FindingKind } from './run-task.ts';

/** `corpus`: kept by the user as a regression test; `reports`: left by an earlier invocation. */
export type SavedOrigin = 'corpus' | 'reports';

export interface SavedRunCheck {
  /** Path of the capsule. */
  readonly capsule: string;
  readonly from: SavedOrigin;
  readonly scenario: string;
  readonly design: string;
  /** Of the design that was tried, where the capsule names another: what `replay --design` takes. */
  readonly designSource?: string | undefined;
  readonly seed: string;
  /** Compared with the run as it was saved. */
  readonly outcome: ReplayOutcome;
  readonly verdict: FindingKind;
  readonly oracle: string | null;
  readonly message: string | null;
  readonly fingerprint: string | null;
}

export interface ReplayedRuns {
  readonly runs: number;
  readonly held: number;
  readonly undecided: number;
  /** Violated, crashed, stalled or nondeterministic. */
  readonly failed: number;
  readonly capsules: readonly SavedRunCheck[];
}

export function summariseReplays(capsules: readonly SavedRunCheck[]): ReplayedRuns {
  const held = capsules.filter(({ verdict }) => verdict === 'held').length;
  const undecided = capsules.filter(({ verdict }) => verdict === 'undecided').length;
  return { runs: capsules.length, held, undecided, failed: capsules.length - held - undecided, capsules };
}
