// What an exit code means; scripts and job schedulers rely on it. The first line that applies decides.

import type { BatchReport } from '../report/batch-report.ts';

export const EXIT = {
  usage: 64,
  internal: 70,
  interrupted: 130,
  nondeterministic: 3,
  failed: 1,
  undecided: 2,
  nothingSelected: 4,
  held: 0,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** As the help of the command shows it. */
export const EXIT_TABLE: readonly (readonly [ExitCode, string])[] = [
  [EXIT.held, 'held'],
  [EXIT.failed, 'violated, crashed or stalled; a known-bad design was not convicted'],
  [EXIT.undecided, 'undecided, or a mark was not reached under --strict'],
  [EXIT.nondeterministic, 'nondeterministic: the same run gave two digests'],
  [EXIT.nothingSelected, 'nothing was selected'],
  [EXIT.usage, 'wrong usage, or a file of the wrong form'],
  [EXIT.internal, 'an error of windtunnel itself'],
  [EXIT.interrupted, 'interrupted; a partial report was written'],
];

type BatchCounts = Pick<
  BatchReport,
  | 'runs'
  | 'violated'
  | 'crashed'
  | 'stalled'
  | 'undecided'
  | 'nondeterministic'
  | 'neverReached'
  | 'isInterrupted'
  | 'replayed'
>;

/** Saved runs that were replayed first count like runs of the batch. */
export function exitCodeOf(batch: BatchCounts, isStrict: boolean): ExitCode {
  const { replayed } = batch;
  if (batch.isInterrupted) return EXIT.interrupted;
  const again = replayed.capsules.filter(({ verdict }) => verdict === 'nondeterministic').length;
  if (batch.nondeterministic + again > 0) return EXIT.nondeterministic;
  if (batch.violated + batch.crashed + batch.stalled + replayed.failed > 0) return EXIT.failed;
  if (batch.undecided + replayed.undecided > 0 || (isStrict && batch.neverReached.length > 0))
    return EXIT.undecided;
  return batch.runs + replayed.runs === 0 ? EXIT.nothingSelected : EXIT.held;
}
