// All consume queues of a store: the first dispatch target, and what readers look into.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { isQueued } from '../message/system-flag.ts';
import { isLegalTopic } from '../message/topic-name.ts';
import { ConsumeQueue, type QueueCut } from './consume-queue.ts';
import type { DispatchRecord } from './dispatch-record.ts';
import type { DispatchTarget } from './dispatcher.ts';
import type { EmptiedQueueBounds } from './emptied-queue.ts';
import type { StoreAnomaly, StoreQueueBounds } from './observations.ts';
import type { StoreOptions } from './options.ts';
import { QueueMap } from './queue-map.ts';
import { SegmentedFile } from './segmented-file.ts';
import { consumeQueueDirectory, consumeQueuesDirectory, queueIdOfName } from './store-paths.ts';

export class ConsumeQueues implements DispatchTarget {
  readonly #environment: Environment;
  readonly #options: StoreOptions;
  readonly #queues = new QueueMap<ConsumeQueue>();
  #changed: (dirtyPages: number) => void = () => {};
  #dispatchedTimestampMs = 0;
  #flushedTimestampMs = 0;

  private constructor(environment: Environment, options: StoreOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Opens what is on disk and finds the end of each queue. @throws StoreError, DiskError */
  static async load(environment: Environment, options: StoreOptions): Promise<ConsumeQueues> {
    const loaded = new ConsumeQueues(environment, options);
    const { disk } = environment;
    const directory = consumeQueuesDirectory(options.rootDirectory);
    for (const topic of await disk.list(directory)) {
      if (topic.kind !== 'directory') continue;
      for (const entry of await disk.list(`${directory}/${topic.name}`)) {
        const queueId = entry.kind === 'directory' ? queueIdOfName(entry.name) : undefined;
        if (queueId === undefined) continue;
        const segments = await SegmentedFile.load(disk, loaded.#segmentsOf(topic.name, queueId));
        const queue = new ConsumeQueue(topic.name, queueId, segments);
        queue.recover();
        loaded.#queues.set(topic.name, queueId, queue);
      }
    }
    return loaded;
  }

  /** Called after each put with the dirty pages of its queue. */
  onChange(changed: (dirtyPages: number) => void): void {
    this.#changed = changed;
  }

  get(topic: string, queueId: number): ConsumeQueue | undefined {
    return this.#queues.get(topic, queueId);
  }

  all(): Iterable<ConsumeQueue> {
    return this.#queues.values();
  }

  /** End of the last record that has a unit in any queue. */
  maxPosition(): LogPosition {
    let most = 0;
    for (const queue of this.#queues.values()) most = Math.max(most, queue.maxPosition);
    return most as LogPosition;
  }

  /** Store timestamp up to which all dispatched records have durable units. */
  get flushedTimestampMs(): number {
    return this.#flushedTimestampMs;
  }

  /** Of the queue that has most; undefined when every queue is durable. */
  get dirtyPages(): number | undefined {
    let most: number | undefined;
    for (const queue of this.#queues.values())
      if (queue.isDirty) most = Math.max(most ?? 0, queue.dirtyPages);
    return most;
  }

  prepare(record: DispatchRecord): Promise<void> | undefined {
    if (!isQueued(record.systemFlag)) return undefined;
    const queue = this.#queueOf(record);
    return queue?.prepare(record.queueOffset);
  }

  dispatch(record: DispatchRecord): void {
    this.#dispatchedTimestampMs = record.storeTimestampMs;
    if (!isQueued(record.systemFlag)) return;
    const queue = this.#queueOf(record);
    if (queue === undefined) {
      this.#observeAnomaly('unnamable-queue', record);
      return;
    }
    const put = queue.put(record.queueOffset, record);
    if (put === 'appended-behind-gap') this.#observeAnomaly('queue-gap', record);
    if (put === 'repaired') this.#observeAnomaly('queue-repaired', record);
    this.#changed(queue.dirtyPages);
  }

  /** Flushes queues with at least so many dirty pages; 0 flushes all. @throws DiskError */
  async flush(leastPages: number): Promise<void> {
    const timestampMs = this.#dispatchedTimestampMs;
    const due: ConsumeQueue[] = [];
    for (const queue of this.#queues.values()) {
      if (queue.isDirty && queue.dirtyPages >= leastPages) due.push(queue);
    }
    for (const queue of due) await queue.flush();
    if (leastPages === 0) this.#flushedTimestampMs = timestampMs;
  }

  /** No unit may point at or behind the end of the log, and none may hide behind the last. @throws DiskError */
  async truncateFrom(cut: QueueCut, emptiedBounds: EmptiedQueueBounds): Promise<void> {
    for (const queue of this.#queues.values()) await queue.truncateFrom(cut, emptiedBounds);
  }

  correctMinOffsets(logStart: LogPosition): void {
    for (const queue of this.#queues.values()) {
      queue.correctMinOffset(logStart);
      this.#observeBounds(queue);
    }
  }

  /** Those of topics that are not spared, and tells observers. */
  passOver(isSpared: (topic: string) => boolean): void {
    for (const queue of this.#queues.values()) {
      if (isSpared(queue.topic) || queue.minOffset === queue.maxOffset) continue;
      queue.passOver();
      this.#observeBounds(queue);
    }
  }

  /** As the queue's own, and tells observers. @throws DiskError */
  async followLog(queue: ConsumeQueue, logStart: LogPosition): Promise<number> {
    const { minOffset } = queue;
    const removed = await queue.followLog(logStart);
    if (queue.minOffset !== minOffset) this.#observeBounds(queue);
    return removed;
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  /** A damaged record may name a queue that cannot exist: it gets none. */
  #queueOf(record: DispatchRecord): ConsumeQueue | undefined {
    const known = this.#queues.get(record.topic, record.queueId);
    if (known !== undefined) return known.isReachable(record.queueOffset) ? known : undefined;
    if (!isLegalTopic(record.topic) || record.queueId < 0 || record.queueOffset < 0) return undefined;
    const segments = SegmentedFile.empty(
      this.#environment.disk,
      this.#segmentsOf(record.topic, record.queueId),
    );
    const created = new ConsumeQueue(record.topic, record.queueId, segments);
    if (!created.isReachable(record.queueOffset)) return undefined;
    this.#queues.set(record.topic, record.queueId, created);
    return created;
  }

  #segmentsOf(topic: string, queueId: number) {
    return {
      directory: consumeQueueDirectory(this.#options.rootDirectory, topic, queueId),
      segmentBytes: this.#options.consumeQueueFileBytes,
    };
  }

  #observeBounds({ topic, queueId, minOffset, maxOffset }: ConsumeQueue): void {
    const bounds: StoreQueueBounds = { kind: 'store.queue-bounds', topic, queueId, minOffset, maxOffset };
    this.#environment.observe(bounds);
  }

  #observeAnomaly(what: StoreAnomaly['what'], record: DispatchRecord): void {
    const detail = `${record.topic} queue ${record.queueId} offset ${record.queueOffset}`;
    const anomaly: StoreAnomaly = { kind: 'store.anomaly', what, position: record.position, detail };
    this.#environment.observe(anomaly);
  }
}
