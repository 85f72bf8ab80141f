// The store of one broker: commit log, consume queues, dispatcher, flushing, recovery. This file only wires its parts.

import { withDefaults } from '../../base/defaults.ts';
import { type LogPosition, logPosition, type QueueOffset, queueOffset } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageDraft, StoredMessage } from '../message/message.ts';
import { decodeRecord } from '../message/record.ts';
import { removeAbortMarker } from './abort-marker.ts';
import type { Arrival } from './arrival.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueueUnit } from './consume-queue-unit.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import { Dispatcher } from './dispatcher.ts';
import { Health } from './health.ts';
import type { KeyIndex } from './key-index.ts';
import { type KeyQuery, type KeyQueryResult, queryByKey } from './key-query.ts';
import { loadStore, makeAppender, type RecoveredStore } from './load-store.ts';
import { type LogFlush, startLogFlush } from './log-flush.ts';
import { Maintenance } from './maintenance.ts';
import type { StoreFlushed } from './observations.ts';
import { resolveStoreOptions, type StoreOptions } from './options.ts';
import { DEFAULT_STORE_PARTS, type LogProgress, type StoreParts } from './parts.ts';
import type { PutPath } from './put-path.ts';
import type { AppendedRecord, PutBatchResult, PutResult } from './put-result.ts';
import { lookInto, type ReadSources, readQueue } from './queue-reader.ts';
import type { ReadQuery, ReadResult } from './read-result.ts';
import { recordAt } from './record-at.ts';
import { ReplicatedLog } from './replicated-log.ts';
import { Retention } from './retention.ts';
import { firstOffsetAt } from './time-search.ts';

export class MessageStore {
  /** The log as its replication sees it. */
  readonly replicated: ReplicatedLog;
  readonly #environment: Environment;
  readonly #options: StoreOptions;
  readonly #parts: StoreParts;
  readonly #log: CommitLog;
  readonly #queues: ConsumeQueues;
  readonly #index: KeyIndex | undefined;
  readonly #checkpoint: Checkpoint;
  readonly #health: Health;
  readonly #logFlush: LogFlush;
  readonly #maintenance: Maintenance;
  readonly #dispatcher: Dispatcher;
  readonly #putPath: PutPath;
  readonly #sources: ReadSources;
  readonly #retention: Retention;
  readonly #listeners: ((arrival: Arrival) => void)[] = [];

  private constructor(environment: Environment, recovered: RecoveredStore) {
    const { options, parts, log, queues, index, checkpoint, targets } = recovered;
    const health = new Health(environment);
    this.#environment = environment;
    this.#options = options;
    this.#parts = parts;
    this.#log = log;
    this.#queues = queues;
    this.#index = index;
    this.#checkpoint = checkpoint;
    this.#health = health;
    const derived = { queues, index, checkpoint };
    this.#maintenance = new Maintenance(environment, { log, ...derived, health, options, parts });
    const { findBytes, offsetBeyondEnd } = parts;
    this.#sources = { log, options, findBytes, offsetBeyondEnd, unshownEnds: recovered.unshownEnds };
    this.#retention = new Retention(environment, {
      log,
      queues,
      index,
      health,
      options: options.retention,
      dispatchedPosition: () => this.#dispatcher.position,
    });
    this.#dispatcher = new Dispatcher(
      environment,
      {
        log,
        targets,
        bound: () => parts.dispatchBound(this.#progressOf(log, options)),
        arrived: (record) => {
          if (this.replicated.isReplica) log.noteTimestamp(record.storeTimestampMs);
          this.#arrived(record);
        },
        failed: (error) => health.breakDown('dispatch', error),
        batchRecords: options.dispatchBatchRecords,
        mayBePartial: (limit) => this.replicated.isReplica || limit < log.writtenPosition,
        partialResumesAt: parts.partialResumesAt,
        delayLevelsMs: options.delayLevelsMs,
      },
      recovered.shownUntil,
    );
    this.#logFlush = startLogFlush(environment, {
      log,
      options,
      parts,
      flushed: () => this.#flushed(),
      failed: (error) => health.breakDown('flush', error),
    });
    const appender = makeAppender(environment, recovered);
    const appended = () => {
      this.#dispatcher.wake();
      this.#retention.wake();
      this.replicated.progressed();
    };
    const logFlush = this.#logFlush;
    this.replicated = new ReplicatedLog(environment, {
      log,
      health,
      appended: () => {
        logFlush.appended();
        appended();
      },
      copied: () => this.#dispatcher.wake(),
    });
    const gate = () => this.replicated.gate;
    const putWorld = { log, appender, logFlush, health, options, parts, appended, gate };
    this.#putPath = parts.makePutPath(environment, putWorld);
  }

  /**
   * Loads, recovers and starts a store. One process at a time may have a folder open.
   * @throws StoreError when the folder is damaged beyond recovery, DiskError
   */
  static async open(
    environment: Environment,
    options: Partial<StoreOptions>,
    parts: Partial<StoreParts> = {},
  ): Promise<MessageStore> {
    return new MessageStore(
      environment,
      await loadStore(environment, resolveStoreOptions(options), withDefaults(DEFAULT_STORE_PARTS, parts)),
    );
  }

  /** Who replicates the log has said so: what recovery kept from readers may be shown from here on, where the bound allows. */
  begin(): void {
    this.#dispatcher.wake();
  }

  #progressOf({ writtenPosition, flushedPosition }: CommitLog, { flush }: StoreOptions): LogProgress {
    return { writtenPosition, flushedPosition, copiedPosition: this.replicated.copiedPosition, flush };
  }

  /** Whether what the broker wrote on its own account may be relied on. */
  ownPutCounts({ position, recordSize }: AppendedRecord): boolean {
    const progress = this.#progressOf(this.#log, this.#options);
    return this.#parts.ownPutCounts(progress, logPosition(position + recordSize));
  }

  /** False after a close, or when the disk failed in a way that only a restart can clear up. */
  get isWritable(): boolean {
    return this.#health.isWritable;
  }

  /** How far it is, in positions of the log. */
  get progress() {
    const { startPosition, writtenPosition, flushedPosition } = this.#log;
    return { startPosition, writtenPosition, flushedPosition, dispatchedPosition: this.#dispatcher.position };
  }

  /** A put has waited for a segment for so long that others are refused. */
  get isPageCacheBusy(): boolean {
    return this.#putPath.isPageCacheBusy;
  }

  /** Stores one message. Never rejects. */
  put(draft: MessageDraft): Promise<PutResult> {
    return this.#putPath.put(draft);
  }

  /** Stores messages of one queue back to back in one segment, all or none. Never rejects. */
  putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult> {
    return this.#putPath.putBatch(drafts);
  }

  /** @throws DiskError */
  read(query: ReadQuery): ReadResult {
    return readQueue(this.#sources, this.#queues.get(query.topic, query.queueId), query);
  }

  /** As `read`; between its steps others run, as threads of the original do. Undefined once the store closes. @throws DiskError */
  async pull(query: ReadQuery): Promise<ReadResult | undefined> {
    if (this.#health.isClosed) return undefined;
    const looked = lookInto(this.#sources, this.#queues.get(query.topic, query.queueId), query);
    if (looked.kind === 'answered') return looked.result;
    await this.#environment.interleave('store.pull-found-units');
    if (this.#health.isClosed) return undefined;
    looked.read.find();
    await this.#environment.interleave('store.pull-found-records');
    const taken = looked.read.take();
    return this.#health.isClosed ? undefined : taken;
  }

  /** Removes expired segments now, and at the next moments of retention, whatever the hour; as an operator may ask. */
  removeExpired(): void {
    this.#retention.removeExpired();
  }

  /** What the queues of topics hold that are not spared is not read any more; the next start finds it again. */
  passOverTopics(isSpared: (topic: string) => boolean): void {
    this.#queues.passOver(isSpared);
  }

  /** First offset that the store still holds; 0 for an unknown queue. */
  minOffset(topic: string, queueId: number): QueueOffset {
    return this.#queues.get(topic, queueId)?.minOffset ?? queueOffset(0);
  }

  /** One past the last message that readers can see; 0 for an unknown queue. */
  maxOffset(topic: string, queueId: number): QueueOffset {
    return this.#queues.get(topic, queueId)?.maxOffset ?? queueOffset(0);
  }

  /** One past the last message, shown to readers or not yet. */
  endOffset(topic: string, queueId: number): QueueOffset {
    const shownEnd = this.maxOffset(topic, queueId);
    return queueOffset(Math.max(shownEnd, this.#sources.unshownEnds.get(topic, queueId) ?? 0));
  }

  /** Where a message lies; undefined outside of what the queue has. @throws DiskError */
  unitAt(topic: string, queueId: number, offset: number): ConsumeQueueUnit | undefined {
    return this.#queues.get(topic, queueId)?.unitAt(offset);
  }

  /** First offset whose message was stored at or after the time; the maximum offset when all are older. @throws DiskError */
  offsetByTime(topic: string, queueId: number, timestampMs: number): QueueOffset {
    const queue = this.#queues.get(topic, queueId);
    return queue === undefined ? queueOffset(0) : firstOffsetAt(this.#log, queue, timestampMs);
  }

  /** The message whose record starts at the position; undefined when none does. @throws DiskError */
  lookAt(position: LogPosition): StoredMessage | undefined {
    const record = recordAt(this.#log, position);
    return record === undefined ? undefined : decodeRecord(record.bytes, record.start, record.layout);
  }

  /** The bytes of the record that starts at the position; undefined when none does. @throws DiskError */
  recordAt(position: LogPosition): Uint8Array | undefined {
    const record = recordAt(this.#log, position);
    return record?.bytes.subarray(record.start, record.start + record.recordSize);
  }

  /** Records that may have the key: who asked must compare topic and keys, for hashes collide. @throws DiskError */
  queryByKey(query: KeyQuery): KeyQueryResult {
    return queryByKey(this.#log, this.#index, query, {
      times: this.#parts.indexTimes,
      maxCount: this.#options.maxQueryCount,
    });
  }

  /** The listener is called for each message once readers can see it, in the order of the log. */
  onArrival(listener: (arrival: Arrival) => void): void {
    this.#listeners.push(listener);
  }

  /** Orderly end: everything durable and dispatched, the abort marker removed. After a disk failure the marker stays. */
  async close(): Promise<void> {
    if (this.#health.isClosed) return;
    this.#health.close();
    try {
      await this.#retention.stop();
      await this.#log.settle();
      await this.#logFlush.stop();
      await this.#log.flush();
      await this.#dispatcher.settle();
      this.#dispatcher.stop();
      await this.#maintenance.stop();
      const isIndexed = this.#index?.hasFailed !== true;
      const isComplete =
        !this.#health.isBroken && !this.#dispatcher.hasBacklog && !this.#log.isDirty && isIndexed;
      if (isComplete) await removeAbortMarker(this.#environment, this.#options.rootDirectory);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#health.report('close', error);
    }
    this.#log.close();
    this.#queues.close();
    this.#index?.close();
    this.#checkpoint.close();
  }

  #flushed(): void {
    const flushed: StoreFlushed = { kind: 'store.flushed', position: this.#log.flushedPosition };
    this.#environment.observe(flushed);
    this.#maintenance.logFlushed();
    this.#dispatcher.wake();
    this.replicated.progressed();
  }

  #arrived(arrival: Arrival): void {
    for (const listener of this.#listeners) listener(arrival);
  }
}
