// The replaceable parts of a store: decisions, which are pure functions with RocketMQ 5.3's behaviour by default, and a few components.
// A design may replace one.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft } from '../message/message.ts';
import { waitsForStore } from '../message/properties.ts';
import { writeAbortMarker } from './abort-marker.ts';
import { CommitLog } from './commit-log.ts';
import { type EmptiedQueueBounds, emptiedQueueBounds } from './emptied-queue.ts';
import { type FindBytes, findBytes } from './found-bytes.ts';
import { type IndexRecovery, indexRecovery } from './index-recovery.ts';
import { exactTimes, type IndexTimeRule } from './index-time.ts';
import { type OffsetBeyondEnd, offsetBeyondEnd } from './offset-beyond-end.ts';
import type { FlushMode, FlushScheduleOptions } from './options.ts';
import { type PartialResumesAt, partialResumesAt } from './partial-record.ts';
import { PutPath, type PutPathOptions } from './put-path.ts';
import {
  type CutsQueues,
  cutsQueues,
  type IsShownByRecovery,
  type IsToldAgain,
  isShownByRecovery,
  isToldAgain,
  type RecoveryStart,
  recoveryStart,
  recoveryVerdict,
} from './recovery-decision.ts';
import type { SegmentedFile } from './segmented-file.ts';

export interface LogProgress {
  /** End of what was appended. */
  readonly writtenPosition: LogPosition;
  /** End of what is known to be durable. */
  readonly flushedPosition: LogPosition;
  /** Everything before it is on as many machines as puts wait for; the end of what was appended where they wait for none. */
  readonly copiedPosition: LogPosition;
  readonly flush: FlushMode;
}

export interface StoreParts {
  /** Readers may see the log up to here. */
  readonly dispatchBound: (progress: LogProgress) => LogPosition;
  /** Whether a put is answered only when its record is durable. */
  readonly waitsForFlush: (draft: MessageDraft, flush: FlushMode) => boolean;
  /** Whether what a broker wrote on its own account up to there counts as written: its progress is based on it. */
  readonly ownPutCounts: (progress: LogProgress, end: LogPosition) => boolean;
  /** Whether so many dirty pages are worth an asynchronous flush. */
  readonly isWorthFlushing: (dirtyPages: number, schedule: FlushScheduleOptions) => boolean;
  /** Where the dispatcher of a copy goes on behind which there is no whole record yet. */
  readonly partialResumesAt: PartialResumesAt;
  /** Where the scan of the log starts after a restart. */
  readonly recoveryStart: RecoveryStart;
  /** What recovery does with what it finds. */
  readonly recoveryVerdict: typeof recoveryVerdict;
  /** Whether recovery tells a record to queues and indexes again. */
  readonly isToldAgain: IsToldAgain;
  /** Whether recovery shows to readers what it finds. */
  readonly isShownByRecovery: IsShownByRecovery;
  /** Whether recovery cuts the queues at the end of the log. */
  readonly cutsQueues: CutsQueues;
  /** Leaves the file that tells an unclean end. */
  readonly writeAbortMarker: typeof writeAbortMarker;
  readonly makeCommitLog: (segments: SegmentedFile, end: LogPosition) => CommitLog;
  readonly makePutPath: (environment: Environment, options: PutPathOptions) => PutPath;
  /** How a pull gets at the bytes of what it found. */
  readonly findBytes: FindBytes;
  /** Where a reader goes on that asks for more than a queue has. */
  readonly offsetBeyondEnd: OffsetBeyondEnd;
  /** Where a queue goes on of which recovery cut everything. */
  readonly emptiedQueueBounds: EmptiedQueueBounds;
  /** Which index files are kept after a restart, and whether the rest is indexed again. */
  readonly indexRecovery: IndexRecovery;
  /** What a query by key and time looks at. */
  readonly indexTimes: IndexTimeRule;
}

export const DEFAULT_STORE_PARTS: StoreParts = {
  dispatchBound: (progress) =>
    progress.flush === 'synchronous' ? progress.flushedPosition : progress.writtenPosition,
  waitsForFlush: (draft, flush) =>
    flush === 'synchronous' && (draft.waitsForStore ?? waitsForStore(draft.properties)),
  ownPutCounts: () => true,
  partialResumesAt,
  isWorthFlushing: (dirtyPages, schedule) => dirtyPages >= schedule.leastPages,
  recoveryStart,
  recoveryVerdict,
  isToldAgain,
  isShownByRecovery,
  cutsQueues,
  writeAbortMarker,
  makeCommitLog: (segments, end) => new CommitLog(segments, end),
  makePutPath: (environment, options) => new PutPath(environment, options),
  findBytes,
  offsetBeyondEnd,
  emptiedQueueBounds,
  indexRecovery,
  indexTimes: exactTimes,
};
