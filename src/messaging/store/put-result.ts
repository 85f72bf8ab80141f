// What became of a put. Names are RocketMQ's PutMessageStatus; facts 2.9 says which of them mean "certainly not stored".

import type { LogPosition, QueueOffset } from '../../base/numbers.ts';

export type PutStatus =
  | 'PUT_OK'
  /** Appended; not known to be durable. */
  | 'FLUSH_DISK_TIMEOUT'
  /** Not stored: closed, not writable, no space. */
  | 'SERVICE_NOT_AVAILABLE'
  /** Not stored: no segment to append to. */
  | 'CREATE_MAPPED_FILE_FAILED'
  /** Not stored: body or topic too long, or a topic that is no name. */
  | 'MESSAGE_ILLEGAL'
  /** Not stored. */
  | 'PROPERTIES_SIZE_EXCEEDED'
  /** Stored here; not known to be on enough replicas. */
  | 'FLUSH_SLAVE_TIMEOUT'
  /** Stored here; no replica keeps up. */
  | 'SLAVE_NOT_AVAILABLE'
  /** Not stored: too few replicas keep up. */
  | 'IN_SYNC_REPLICAS_NOT_ENOUGH'
  /** Not stored: another broker is the master of the name, or this one does not know yet that it is. */
  | 'NOT_THE_MASTER'
  /** Not stored: the append lock was held for too long. */
  | 'OS_PAGE_CACHE_BUSY'
  /** The disk failed during the append: stored or not. */
  | 'UNKNOWN_ERROR';

export interface AppendedRecord {
  readonly position: LogPosition;
  readonly recordSize: number;
  readonly queueOffset: QueueOffset;
  readonly storeTimestampMs: number;
  /** The record's address as text: what RocketMQ calls the message id of a send response. */
  readonly offsetMessageId: string;
}

export interface PutResult {
  readonly status: PutStatus;
  /** Present exactly when the record is in the log. */
  readonly append: AppendedRecord | undefined;
}

export interface PutBatchResult {
  readonly status: PutStatus;
  /** One per message in order; empty when nothing was appended. */
  readonly appends: readonly AppendedRecord[];
}
