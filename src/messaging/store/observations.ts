// What a store tells about itself. Observers see an event in the moment it happens and never act on the store.

import type { LogPosition, QueueOffset } from '../../base/numbers.ts';
import type { Observation } from '../../environment/observation.ts';

/** A record is in the log, in the page cache at least. */
export interface StoreAppended extends Observation {
  readonly kind: 'store.appended';
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
  readonly position: LogPosition;
  readonly recordSize: number;
  readonly storeTimestampMs: number;
  readonly uniqueKey: string | undefined;
}

/** Bytes of another store's log are in this one, in the page cache at least; records may be there in part. */
export interface StoreReplicated extends Observation {
  readonly kind: 'store.replicated';
  readonly position: LogPosition;
  readonly size: number;
}

/** The log is durable up to here. */
export interface StoreFlushed extends Observation {
  readonly kind: 'store.flushed';
  readonly position: LogPosition;
}

/** A record became visible to readers of its queue, or was passed over because it belongs to no queue. */
export interface StoreDispatched extends Observation {
  readonly kind: 'store.dispatched';
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
  readonly position: LogPosition;
}

export type RecoveryMode = 'empty' | 'normal' | 'abnormal';

export interface StoreRecovered extends Observation {
  readonly kind: 'store.recovered';
  readonly mode: RecoveryMode;
  /** Where the scan began. */
  readonly startPosition: LogPosition;
  /** Where the log ends from now on. */
  readonly endPosition: LogPosition;
  /** What is behind it readers are not shown yet. */
  readonly shownUntil: LogPosition;
  /** Records that the scan accepted. */
  readonly records: number;
  /** Why the scan ended: nothing more was written, or what was there is no record. */
  readonly stoppedBy: 'end' | 'corrupt';
}

/** The disk failed; the store stops taking messages where `isWritable` is false. */
export interface StoreTrouble extends Observation {
  readonly kind: 'store.trouble';
  readonly during:
    | 'append'
    | 'extend'
    | 'flush'
    | 'dispatch'
    | 'queue-flush'
    | 'index-flush'
    | 'checkpoint'
    | 'close'
    | 'retention';
  readonly reason: string;
  readonly isWritable: boolean;
}

/**
 * Something in the log could not be dispatched, or a queue had a hole or a wrong unit. Repairs are usual after a power loss; nothing of
 * this happens to a store whose disk keeps what it synced and whose process runs on.
 */
export interface StoreAnomaly extends Observation {
  readonly kind: 'store.anomaly';
  readonly what: 'corrupt-record' | 'unnamable-queue' | 'queue-gap' | 'queue-repaired';
  readonly position: LogPosition;
  readonly detail: string;
}

/** Retention takes the oldest segment of the log away from readers; its file goes when nobody holds it. */
export interface StoreSegmentCondemned extends Observation {
  readonly kind: 'store.segment-condemned';
  readonly startPosition: LogPosition;
  /** The log begins here from now on. */
  readonly endPosition: LogPosition;
  /** By its age; otherwise the disk was too full to keep it. */
  readonly hasExpired: boolean;
  readonly usedPerCent: number;
}

/** The disk is too full to take messages, or no longer so. */
export interface StoreDiskLevel extends Observation {
  readonly kind: 'store.disk-level';
  readonly usedPerCent: number;
  readonly isDiskFull: boolean;
}

/** What readers of a queue can ask for, after something other than a dispatch changed it. */
export interface StoreQueueBounds extends Observation {
  readonly kind: 'store.queue-bounds';
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: QueueOffset;
  readonly maxOffset: QueueOffset;
}

/** The end of a log is about to be taken away, from the position on; nobody has the store open. */
export interface StoreCut extends Observation {
  readonly kind: 'store.cut';
  readonly position: LogPosition;
}

export type StoreObservation =
  | StoreCut
  | StoreAppended
  | StoreReplicated
  | StoreFlushed
  | StoreDispatched
  | StoreRecovered
  | StoreTrouble
  | StoreSegmentCondemned
  | StoreDiskLevel
  | StoreQueueBounds
  | StoreAnomaly;
