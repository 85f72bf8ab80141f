// Which index files a store keeps when it is opened, and what has to be indexed again. Pure; called when the files are loaded, and once
// more when recovery knows where the log ends.

import type { LogPosition } from '../../base/numbers.ts';
import type { IndexHeader } from './index-format.ts';

/** Index files in the order of their creation. */
export interface IndexFileState {
  readonly header: IndexHeader;
  readonly isFull: boolean;
}

export interface IndexSituation {
  readonly files: readonly IndexFileState[];
  readonly endedOrderly: boolean;
  /** Of the checkpoint: the end of the last full file that was flushed; 0 for none. */
  readonly flushedMs: number;
  /** Where the log ends; undefined until recovery has found it. */
  readonly logEnd: LogPosition | undefined;
}

export interface IndexVerdict {
  /** By place in `files`. */
  readonly isKept: (index: number) => boolean;
  /** Whether what the last kept file does not cover is indexed again, from wherever it is in the log. */
  readonly rebuilds: boolean;
}

export type IndexRecovery = (situation: IndexSituation) => IndexVerdict;

/**
 * After an unclean end only what is provably durable counts: the files up to the first full one that the checkpoint names, for each was
 * flushed before the next. An entry at or behind the end of the log would name what is not there, or something else one day.
 */
export const indexRecovery: IndexRecovery = ({ files, endedOrderly, flushedMs, logEnd }) => {
  let kept = files.length;
  if (logEnd !== undefined) {
    const beyond = files.findIndex(({ header }) => header.entryCount > 1 && header.endPosition >= logEnd);
    if (beyond >= 0) kept = beyond;
  } else if (!endedOrderly) {
    kept = files.findIndex(({ isFull, header }) => isFull && header.endMs === flushedMs) + 1;
  }
  const isUntrusted = logEnd === undefined && !endedOrderly;
  return { isKept: (index) => index < kept, rebuilds: isUntrusted || kept < files.length };
};

/**
 * IndexService.java `load`: after an unclean end, files that end later than the checkpoint says are dropped. Only what recovery happens
 * to dispatch again comes back, and a clock that was set back saves files that nobody flushed.
 */
export const indexRecoveryByTime: IndexRecovery = ({ files, endedOrderly, flushedMs, logEnd }) => ({
  isKept: (index) => endedOrderly || logEnd !== undefined || (files[index]?.header.endMs ?? 0) <= flushedMs,
  rebuilds: false,
});
