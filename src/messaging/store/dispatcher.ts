// Reads the commit log behind the writers and tells each record to the targets: consume queues first, then whatever else is derived
// from the log, then who waits for arrivals. RocketMQ's ReputMessageService, woken by arrival instead of a loop of 1 ms.

import type { LogPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { inBackground } from './background.ts';
import type { CommitLog } from './commit-log.ts';
import { type DispatchRecord, readDispatchRecord } from './dispatch-record.ts';
import { type CursorStep, LogCursor } from './log-cursor.ts';
import type { StoreAnomaly, StoreDispatched } from './observations.ts';
import type { PartialResumesAt } from './partial-record.ts';

/** Something derived from the log. Targets are told each record in order and must accept one that they were told before. */
export interface DispatchTarget {
  /** A promise when the target cannot take the record at once. @throws DiskError (rejects) */
  prepare(record: DispatchRecord): Promise<void> | undefined;
  /** @throws DiskError */
  dispatch(record: DispatchRecord): void;
}

export interface DispatcherOptions {
  readonly log: CommitLog;
  readonly targets: readonly DispatchTarget[];
  /** Records behind this are not visible yet. */
  readonly bound: () => LogPosition;
  readonly arrived: (record: DispatchRecord) => void;
  /** The targets failed for so long that messages would pile up unseen. */
  readonly failed: (error: DiskError) => void;
  readonly batchRecords: number;
  /**
   * What is no record before this place may become one: on a replica, DefaultMessageStore.java stops there and looks again. So it is where
   * the bound is not the end of the log.
   */
  readonly mayBePartial: (limit: LogPosition) => boolean;
  /** Where to go on then. */
  readonly partialResumesAt: PartialResumesAt;
  readonly delayLevelsMs: readonly number[];
}

interface Batch {
  readonly began: LogPosition;
  readonly limit: LogPosition;
}

const WINDOW_BYTES = 4096;
const RETRY_MS = 1000;
const RETRY_LIMIT = 30;

export class Dispatcher {
  readonly #environment: Environment;
  readonly #options: DispatcherOptions;
  #position: LogPosition;
  #isRunning = false;
  #isStopped = false;
  /** Up to here the log holds no whole record behind the position. */
  #partialUntil = 0;
  #failures = 0;
  #idle: (() => void)[] = [];

  constructor(environment: Environment, options: DispatcherOptions, start: LogPosition) {
    this.#environment = environment;
    this.#options = options;
    this.#position = start;
  }

  /** Everything before it has been told. */
  get position(): LogPosition {
    return this.#position;
  }

  get hasBacklog(): boolean {
    return Math.max(this.#position, this.#partialUntil) < this.#options.bound();
  }

  /** The bound may have moved. */
  wake(): void {
    if (this.#isRunning || this.#isStopped || !this.hasBacklog) return;
    this.#isRunning = true;
    inBackground(this.#drain());
  }

  /** Resolves when no backlog is left, or when the targets fail. */
  async settle(): Promise<void> {
    this.wake();
    if (!this.#isRunning || this.#failures > 0) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Tells nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #drain(): Promise<void> {
    while (this.hasBacklog && !this.#isStopped) {
      await this.#environment.interleave('store.dispatch');
      try {
        await this.#tellBatch();
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        await this.#retryLater(error);
      }
    }
    this.#isRunning = false;
    this.#release();
  }

  /** The record that failed is told again, as ConsumeQueue.java tries a put up to 30 times, once a second. */
  async #retryLater(error: DiskError): Promise<void> {
    this.#failures += 1;
    this.#release();
    if (this.#failures === RETRY_LIMIT) this.#options.failed(error);
    await this.#environment.timers.sleep(RETRY_MS, 'store.dispatch-retry');
  }

  async #tellBatch(): Promise<void> {
    const { log, batchRecords } = this.#options;
    const limit = this.#options.bound();
    const began = Math.max(this.#position, log.startPosition) as LogPosition;
    this.#position = began;
    const cursor = new LogCursor(log, began, { checkCrc: false, limit, windowBytes: WINDOW_BYTES });
    for (let told = 0; told < batchRecords && !this.#isStopped; told += 1) {
      const step = cursor.next();
      if (step.kind === 'record') await this.#tell(readDispatchRecord(step, this.#options.delayLevelsMs));
      else if (step.kind !== 'blank') return this.#stop(step, { began, limit });
      this.#position = cursor.position;
    }
  }

  async #tell(record: DispatchRecord): Promise<void> {
    const { targets, arrived } = this.#options;
    for (const target of targets) {
      const ready = target.prepare(record);
      if (ready !== undefined) await ready;
      target.dispatch(record);
    }
    const { topic, queueId, queueOffset, position } = record;
    const dispatched: StoreDispatched = { kind: 'store.dispatched', topic, queueId, queueOffset, position };
    this.#environment.observe(dispatched);
    arrived(record);
  }

  /**
   * Nothing behind a damaged record can be found again: DefaultMessageStore.java skips what is readable now. What retention has removed
   * meanwhile is not damaged.
   */
  #skip(position: LogPosition, reason: string): void {
    if (position < this.#options.log.startPosition) return;
    const anomaly: StoreAnomaly = { kind: 'store.anomaly', what: 'corrupt-record', position, detail: reason };
    this.#environment.observe(anomaly);
    const { log, bound } = this.#options;
    this.#position = Math.min(bound(), log.segmentEnd(position) ?? bound()) as LogPosition;
  }

  #stop(step: Extract<CursorStep, { kind: 'end' | 'corrupt' }>, { began, limit }: Batch): void {
    if (step.position >= limit) return;
    const { mayBePartial, partialResumesAt } = this.#options;
    if (mayBePartial(limit)) {
      this.#partialUntil = limit;
      this.#position = partialResumesAt({ began, whole: step.position });
    } else this.#skip(step.position, step.kind === 'corrupt' ? step.reason : 'nothing was written here');
  }

  #release(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
