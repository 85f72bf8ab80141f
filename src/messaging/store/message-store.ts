// The store of one broker: commit log, consume queues, dispatcher, flushing, recovery. This file only wires its parts.

import type { LogPosition, QueueOffset } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft, StoredMessage } from '../message/message.ts';
import type { Arrival } from './arrival.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import type { PutBatchResult, PutResult } from './put-result.ts';
import type { ReadQuery, ReadResult } from './read-result.ts';

export declare class MessageStore {
  /** Loads, recovers and starts a store. @throws DiskError, StoreError */
  static open(
    environment: Environment,
    options: Partial<StoreOptions>,
    parts?: Partial<StoreParts>,
  ): Promise<MessageStore>;
  readonly isWritable: boolean;
  /** Stores one message. Never rejects. */
  put(draft: MessageDraft): Promise<PutResult>;
  /** Stores messages of one queue back to back in one segment. Never rejects. */
  putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult>;
  read(query: ReadQuery): ReadResult;
  minOffset(topic: string, queueId: number): QueueOffset;
  /** One past the last message that readers can see. */
  maxOffset(topic: string, queueId: number): QueueOffset;
  /** First queue offset whose message was stored at or after the time; the maximum offset when all are older. */
  offsetByTime(topic: string, queueId: number, timestampMs: number): QueueOffset;
  lookAt(position: LogPosition): StoredMessage | undefined;
  /** Called for each message once readers can see it. */
  onArrival(listener: (arrival: Arrival) => void): void;
  /** Orderly end: flushes everything and removes the abort marker. */
  close(): Promise<void>;
}
