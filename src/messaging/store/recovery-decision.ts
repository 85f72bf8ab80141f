// The decisions of recovery, pure (facts 2.16, behaviour since 5.3.2): where the scan of the log starts, and what each thing found
// means. Reading and changing files is recovery.ts.

import type { LogPosition } from '../../base/numbers.ts';
import type { CursorStep } from './log-cursor.ts';

/** The first record of a segment; undefined when the segment does not start with one. */
export interface SegmentHead {
  readonly start: LogPosition;
  readonly first: { readonly position: LogPosition; readonly storeTimestampMs: number } | undefined;
}

export type RecoveryCriterion =
  /** The last process ended orderly: queues are complete up to this position. */
  | { readonly mode: 'normal'; readonly queuesEnd: LogPosition }
  /** It did not: log and queues are durable only before this moment. */
  | { readonly mode: 'abnormal'; readonly durableBeforeMs: number };

/** Asks for heads from the last segment backwards; answers with the index of the segment where the scan starts. */
export type RecoveryStart = (
  segments: number,
  head: (index: number) => SegmentHead,
  criterion: RecoveryCriterion,
) => number;

/** CommitLog.java `isMappedFileMatchedRecover`; the first segment when no other qualifies. */
export const recoveryStart: RecoveryStart = (segments, head, criterion) => {
  for (let index = segments - 1; index > 0; index -= 1) {
    const { first } = head(index);
    if (first === undefined || first.storeTimestampMs === 0) continue;
    const qualifies =
      criterion.mode === 'normal'
        ? first.position <= criterion.queuesEnd
        : first.storeTimestampMs <= criterion.durableBeforeMs;
    if (qualifies) return index;
  }
  return 0;
};

export type RecoveryVerdict = 'keep' | 'next-segment' | 'stop';

/** Whatever is no record ends the log, even where valid records follow: loss is a suffix, never a hole. */
export function recoveryVerdict(step: CursorStep): RecoveryVerdict {
  switch (step.kind) {
    case 'record':
      return 'keep';
    case 'blank':
      return 'next-segment';
    case 'end':
    case 'corrupt':
      return 'stop';
  }
}

/** Whether a record that the scan found is told to queues and indexes again; after an orderly end they have it up to `queuesEnd`. */
export type IsToldAgain = (found: {
  readonly endedOrderly: boolean;
  readonly position: LogPosition;
  readonly queuesEnd: LogPosition;
}) => boolean;

export const isToldAgain: IsToldAgain = ({ endedOrderly, position, queuesEnd }) =>
  !endedOrderly || position >= queuesEnd;

/**
 * Whether recovery shows a record to readers: otherwise it and all that follows are told once the dispatcher's bound has passed them, as what is
 * stored from now on. The queues held records up to `queuesEnd` when the process began: so much readers may have seen before.
 */
export type IsShownByRecovery = (found: {
  readonly position: LogPosition;
  readonly queuesEnd: LogPosition;
}) => boolean;

/** DefaultMessageStore.java without a controller: the log is dispatched to its end before the broker starts. */
export const isShownByRecovery: IsShownByRecovery = () => true;

/** What the queues held already. */
export const isShownAgain: IsShownByRecovery = ({ position, queuesEnd }) => position < queuesEnd;

/** Whether the queues may have entries behind the end of the log. */
export type CutsQueues = (found: {
  readonly endedOrderly: boolean;
  readonly queuesEnd: LogPosition;
  readonly logEnd: LogPosition;
}) => boolean;

export const cutsQueues: CutsQueues = ({ endedOrderly, queuesEnd, logEnd }) =>
  !endedOrderly || queuesEnd > logEnd;
