// The synchronous heart of a put: assigns queue offsets, encodes and appends without letting anybody in between. RocketMQ holds two
// locks here; one stretch without an await is the same.

import { concatBytes } from '../../base/bytes.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { offsetMessageId } from '../message/message-id.ts';
import { PROPERTY } from '../message/properties.ts';
import { encodeRecord } from '../message/record.ts';
import { isQueued } from '../message/system-flag.ts';
import type { AppendRoom, CommitLog } from './commit-log.ts';
import type { StoreAppended } from './observations.ts';
import type { PlannedRecord, PutPlan } from './put-plan.ts';
import type { AppendedRecord } from './put-result.ts';
import { QueueMap } from './queue-map.ts';

export type ReadyPlan = Extract<PutPlan, { kind: 'ready' }>;

export type AppendAttempt =
  | { readonly kind: 'appended'; readonly appends: readonly AppendedRecord[] }
  /** Nothing happened; the log has to be extended first. */
  | { readonly kind: 'needs-segment' }
  | { readonly kind: 'too-large' };

export class Appender {
  readonly #environment: Environment;
  readonly #log: CommitLog;
  readonly #nextOffsets = new QueueMap<number>();

  constructor(environment: Environment, log: CommitLog) {
    this.#environment = environment;
    this.#log = log;
  }

  nextOffset(topic: string, queueId: number): number {
    return this.#nextOffsets.get(topic, queueId) ?? 0;
  }

  /** The queue's next message gets this offset. */
  setNextOffset(topic: string, queueId: number, offset: number): void {
    this.#nextOffsets.set(topic, queueId, offset);
  }

  /** @throws DiskError; then nothing was appended and no offset was used */
  append(plan: ReadyPlan): AppendAttempt {
    const room = this.#log.room(plan.totalBytes);
    if (room.kind !== 'ready') return room;
    const storeTimestampMs = this.#environment.clock.wallMs();
    const encoded: Uint8Array[] = [];
    const appends: AppendedRecord[] = [];
    const { topic, queueId } = (plan.records[0] as PlannedRecord).draft;
    let nextOffset = this.nextOffset(topic, queueId);
    let start = room.start as number;
    for (const { draft, measure } of plan.records) {
      const hasOffset = isQueued(draft.systemFlag);
      const position = logPosition(start);
      const place = { position, queueOffset: queueOffset(hasOffset ? nextOffset : 0), storeTimestampMs };
      encoded.push(encodeRecord(draft, measure, place));
      const messageId = offsetMessageId(draft.storeHost, position);
      appends.push({
        position,
        queueOffset: place.queueOffset,
        storeTimestampMs,
        recordSize: measure.recordSize,
        offsetMessageId: messageId,
      });
      start += measure.recordSize;
      if (hasOffset) nextOffset += 1;
    }
    this.#write(room, encoded, storeTimestampMs);
    this.#nextOffsets.set(topic, queueId, nextOffset);
    this.#observe(plan, appends);
    return { kind: 'appended', appends };
  }

  #write(room: AppendRoom, encoded: readonly Uint8Array[], storeTimestampMs: number): void {
    const bytes = encoded.length === 1 ? (encoded[0] as Uint8Array) : concatBytes(encoded);
    this.#log.append(room, bytes, storeTimestampMs);
  }

  #observe(plan: ReadyPlan, appends: readonly AppendedRecord[]): void {
    for (const [index, { draft }] of plan.records.entries()) {
      const append = appends[index] as AppendedRecord;
      const observation: StoreAppended = {
        kind: 'store.appended',
        topic: draft.topic,
        queueId: draft.queueId,
        queueOffset: append.queueOffset,
        position: append.position,
        recordSize: append.recordSize,
        storeTimestampMs: append.storeTimestampMs,
        uniqueKey: draft.properties.get(PROPERTY.uniqueKey),
      };
      this.#environment.observe(observation);
    }
  }
}
