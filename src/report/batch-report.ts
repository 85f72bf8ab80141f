// A batch as its reports see it: what was asked, what came out, and where the report lies. Names that scripts rely on.

import type { ExploreResult } from '../explorer/explore.ts';
import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import type { ReplayedRuns, SavedRunCheck } from '../explorer/saved-run.ts';

export interface BatchReport extends ExploreResult {
  readonly replayed: ReplayedRuns;
  readonly scenarios: readonly string[];
  readonly design: string;
  readonly profile: string;
  readonly seed: string;
  /** Folder. */
  readonly report: string;
}

export function batchReport(
  result: ExploreResult,
  asked: Pick<BatchAsked, 'scenarios' | 'design' | 'profile' | 'seed'>,
  rest: { readonly replayed: ReplayedRuns; readonly report: string },
): BatchReport {
  const { scenarios, design, profile, seed } = asked;
  return { ...result, replayed: rest.replayed, scenarios, design, profile, seed, report: rest.report };
}

/** The worst that was found. */
export type BatchVerdict = 'held' | 'failed' | 'undecided' | 'interrupted' | 'nothing selected';

export function verdictOf(batch: BatchReport): BatchVerdict {
  const { violated, crashed, stalled, nondeterministic, undecided, replayed } = batch;
  if (violated + crashed + stalled + nondeterministic + replayed.failed > 0) return 'failed';
  if (batch.isInterrupted) return 'interrupted';
  if (undecided + replayed.undecided > 0) return 'undecided';
  return batch.runs === 0 ? 'nothing selected' : 'held';
}

/** Saved runs that do not hold today; what an earlier invocation left is not told again where the batch has met the same failure. */
export function brokenSavedRuns({ replayed, failures }: BatchReport): readonly SavedRunCheck[] {
  return replayed.capsules.filter(
    ({ verdict, from, scenario, fingerprint }) =>
      verdict !== 'held' &&
      (from === 'corpus' ||
        !failures.some((known) => known.scenario === scenario && known.fingerprint === fingerprint)),
  );
}
