// What an exit code means; scripts and job schedulers rely on it. The first line that applies decides.

import type { ExploreResult } from '../explorer/explore.ts';

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
  ExploreResult,
  | 'runs'
  | 'violated'
  | 'crashed'
  | 'stalled'
  | 'undecided'
  | 'nondeterministic'
  | 'neverReached'
  | 'isInterrupted'
>;

export function exitCodeOf(result: BatchCounts, isStrict: boolean): ExitCode {
  if (result.isInterrupted) return EXIT.interrupted;
  if (result.nondeterministic > 0) return EXIT.nondeterministic;
  if (result.violated + result.crashed + result.stalled > 0) return EXIT.failed;
  if (result.undecided > 0 || (isStrict && result.neverReached.length > 0)) return EXIT.undecided;
  return result.runs === 0 ? EXIT.nothingSelected : EXIT.held;
}
