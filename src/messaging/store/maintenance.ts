// What a store does beside the path of a put: flushes queues, keeps the checkpoint. All of it can lag; recovery makes up for it.

import type { Environment } from '../../environment/environment.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { Health } from './health.ts';
import type { KeyIndex } from './key-index.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { ScheduledFlush } from './scheduled-flush.ts';

export interface MaintenanceOptions {
  readonly log: CommitLog;
  readonly queues: ConsumeQueues;
  readonly index: KeyIndex | undefined;
  readonly checkpoint: Checkpoint;
  readonly health: Health;
  readonly options: StoreOptions;
  readonly parts: StoreParts;
}

export class Maintenance {
  readonly #of: MaintenanceOptions;
  readonly #queueFlush: ScheduledFlush;
  readonly #checkpointFlush: ScheduledFlush;
  #isCheckpointStale = false;

  constructor(environment: Environment, of: MaintenanceOptions) {
    const { queues, index, options, parts, health } = of;
    this.#of = of;
    this.#queueFlush = new ScheduledFlush(environment, {
      label: 'store.flush-consume-queues',
      schedule: options.consumeQueueFlush,
      isWorthFlushing: parts.isWorthFlushing,
      flush: (leastPages) => this.#flushQueues(leastPages),
      dirtyPages: () => queues.dirtyPages,
      failed: (error) => health.breakDown('queue-flush', error),
    });
    const everyMs = options.checkpointFlushIntervalMs;
    this.#checkpointFlush = new ScheduledFlush(environment, {
      label: 'store.flush-checkpoint',
      schedule: { intervalMs: everyMs, leastPages: 1, thoroughIntervalMs: everyMs },
      isWorthFlushing: () => false,
      flush: () => this.#saveCheckpoint(),
      dirtyPages: () => (this.#isCheckpointStale ? 0 : undefined),
      failed: (error) => health.report('checkpoint', error),
    });
    queues.onChange((dirtyPages) => this.#queueFlush.written(dirtyPages));
    index?.listen({
      flushed: () => this.logFlushed(),
      failed: (error) => health.report('index-flush', error),
    });
  }

  /** The commit log was flushed. */
  logFlushed(): void {
    this.#isCheckpointStale = true;
    this.#checkpointFlush.written(0);
  }

  /** Everything durable and said so. @throws DiskError */
  async stop(): Promise<void> {
    await this.#queueFlush.stop();
    await this.#checkpointFlush.stop();
    await this.#of.queues.flush(0);
    await this.#of.index?.flush();
    await this.#saveCheckpoint();
  }

  async #flushQueues(leastPages: number): Promise<void> {
    await this.#of.queues.flush(leastPages);
    if (leastPages === 0) this.logFlushed();
  }

  /** A time that this process does not know yet stays as it was. */
  async #saveCheckpoint(): Promise<void> {
    this.#isCheckpointStale = false;
    const { log, queues, index, checkpoint } = this.#of;
    const before = checkpoint.times;
    await checkpoint.save({
      logMs: log.flushedTimestampMs || before.logMs,
      queuesMs: queues.flushedTimestampMs || before.queuesMs,
      indexMs: index?.flushedTimestampMs ?? before.indexMs,
    });
  }
}
