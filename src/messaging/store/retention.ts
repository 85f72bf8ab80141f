// Gives up old messages: removes the oldest segments of the log by age or when the disk fills up, lets the queues follow, and has the store
// refuse messages while the disk is too full (facts 2.17). What may go is decided in retention-decision.ts.

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { reached } from '../../environment/observation.ts';
import type { Timer } from '../../environment/timers.ts';
import { inBackground } from './background.ts';
import type { CommitLog, OldestSegment } from './commit-log.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { Health } from './health.ts';
import type { KeyIndex } from './key-index.ts';
import type { StoreDiskLevel, StoreSegmentCondemned } from './observations.ts';
import { type RetentionVerdict, retentionVerdict, usedPerCent } from './retention-decision.ts';
import type { RetentionOptions } from './retention-options.ts';

export interface RetentionContext {
  readonly log: CommitLog;
  readonly queues: ConsumeQueues;
  readonly index: KeyIndex | undefined;
  readonly health: Health;
  readonly options: RetentionOptions;
  /** Everything before it has its units: what was never shown must not go. */
  readonly dispatchedPosition: () => number;
}

/** Situations that tests of retention want to meet. */
export const RETENTION_MARKS = {
  expired: 'retention removed an expired segment',
  forced: 'retention removed a segment that had not expired, because the disk was full',
  underReader: 'retention met a reader in the segment that it removed',
  refused: 'a store refused messages because its disk was full',
  queueSegment: 'retention removed a segment of a consume queue',
} as const;

/** DefaultMessageStore.java `CleanCommitLogService`: an operator's wish holds for so many moments. */
const ASKED_MOMENTS = 20;
const MICROSECONDS = 1000;

export class Retention {
  readonly #environment: Environment;
  readonly #context: RetentionContext;
  readonly #startUs: number;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #askedMoments = 0;
  /** The queues have followed the log up to here. */
  #followedPosition: number;

  constructor(environment: Environment, context: RetentionContext) {
    this.#environment = environment;
    this.#context = context;
    this.#startUs = environment.clock.monotonicUs();
    this.#followedPosition = context.log.startPosition;
    this.#wakeIfNeeded();
  }

  /** Something was appended. Cheap when a look is due already. */
  wake(): void {
    if (this.#timer !== undefined || this.#running !== undefined || this.#isStopped) return;
    const intervalUs = this.#context.options.cleanIntervalMs * MICROSECONDS;
    const elapsedUs = this.#environment.clock.monotonicUs() - this.#startUs;
    const delayMs = Math.ceil((intervalUs - (elapsedUs % intervalUs)) / MICROSECONDS);
    this.#timer = this.#environment.timers.once(delayMs, 'store.retention', () => this.#begin());
  }

  removeExpired(): void {
    this.#askedMoments = ASKED_MOMENTS;
    this.#begin();
  }

  /** Resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #begin(): void {
    if (this.#running !== undefined || this.#isStopped) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#running = this.#perform();
    inBackground(this.#running);
  }

  async #perform(): Promise<void> {
    try {
      await this.#clean();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#context.health.report('retention', error);
    }
    this.#running = undefined;
    this.#wakeIfNeeded();
  }

  /** The original looks every 10 s, always; here nothing ticks while nothing could come of it. */
  #wakeIfNeeded(): void {
    const { log, health } = this.#context;
    if (log.oldest !== undefined || log.hasCondemned || health.isDiskFull || this.#askedMoments > 0)
      this.wake();
  }

  async #clean(): Promise<void> {
    const { log, options } = this.#context;
    const { clock, disk } = this.#environment;
    const used = usedPerCent(await disk.usage());
    this.#noteLevel(used);
    const openMs = (clock.monotonicUs() - this.#startUs) / MICROSECONDS;
    const isAsked = this.#askedMoments > 0;
    if (openMs < options.cleanFirstMs && !isAsked) return;
    this.#askedMoments = Math.max(0, this.#askedMoments - 1);
    const verdict = retentionVerdict({ wallMs: clock.wallMs(), usedPerCent: used, isAsked }, options);
    if (await this.#removeCondemned()) await this.#removeSegments(verdict, used);
    // Until its file is gone, a restart would find the segment again, and its records want their units.
    if (!log.hasCondemned && log.startPosition > this.#followedPosition) await this.#followLog();
  }

  #noteLevel(used: number): void {
    const { health, options } = this.#context;
    const isDiskFull = used > options.diskWarningPerCent;
    if (isDiskFull === health.isDiskFull) return;
    health.setDiskFull(isDiskFull);
    const level: StoreDiskLevel = { kind: 'store.disk-level', usedPerCent: used, isDiskFull };
    this.#environment.observe(level);
    if (isDiskFull) this.#environment.observe(reached(RETENTION_MARKS.refused));
  }

  /** MappedFileQueue.java `deleteExpiredFileByTime`: from the oldest on, up to the first that must stay. */
  async #removeSegments(verdict: RetentionVerdict, used: number): Promise<void> {
    const { log, queues, options } = this.#context;
    const { timers } = this.#environment;
    for (let removed = 0; removed < options.deleteBatchMax && !this.#isStopped; removed += 1) {
      if (removed > 0) await timers.sleep(options.deletePauseMs, 'store.retention-pause');
      const { oldest } = log;
      if (oldest === undefined || !this.#mayGo(oldest, verdict)) return;
      // When its records are gone, only the units of a queue say how far its offsets had come.
      await queues.flush(0);
      this.#condemn(oldest, used);
      if (!(await this.#removeCondemned())) return;
    }
  }

  #mayGo({ endPosition, modifiedMs }: OldestSegment, verdict: RetentionVerdict): boolean {
    if (endPosition > this.#context.dispatchedPosition()) return false;
    return verdict === 'any-age' || (verdict === 'expired' && this.#hasExpired(modifiedMs));
  }

  #hasExpired(modifiedMs: number): boolean {
    return this.#environment.clock.wallMs() >= modifiedMs + this.#context.options.fileReservedMs;
  }

  /** From here on nobody finds the segment. */
  #condemn({ startPosition, endPosition, modifiedMs }: OldestSegment, used: number): void {
    const { clock } = this.#environment;
    if (!this.#context.log.condemnOldest(clock.monotonicUs())) return;
    const condemned: StoreSegmentCondemned = {
      kind: 'store.segment-condemned',
      startPosition,
      endPosition,
      hasExpired: this.#hasExpired(modifiedMs),
      usedPerCent: used,
    };
    this.#environment.observe(condemned);
    const mark = condemned.hasExpired ? RETENTION_MARKS.expired : RETENTION_MARKS.forced;
    this.#environment.observe(reached(mark));
  }

  /** False while a reader holds the segment. */
  async #removeCondemned(): Promise<boolean> {
    const { log, options } = this.#context;
    const patienceUs = options.destroyForciblyAfterMs * MICROSECONDS;
    const isGone = await log.removeCondemned(this.#environment.clock.monotonicUs(), patienceUs);
    if (!isGone) this.#environment.observe(reached(RETENTION_MARKS.underReader));
    return isGone;
  }

  /** ConsumeQueueStore.java `CleanConsumeQueueService`: the queues' least offsets, and files of queues and index of which nothing is left. */
  async #followLog(): Promise<void> {
    const { log, queues, index, options } = this.#context;
    const { timers } = this.#environment;
    const logStart = log.startPosition;
    for (const queue of [...queues.all()]) {
      if (this.#isStopped) return;
      const removed = await queues.followLog(queue, logStart);
      if (removed === 0) continue;
      this.#environment.observe(reached(RETENTION_MARKS.queueSegment));
      await timers.sleep(options.deletePauseMs, 'store.retention-pause');
    }
    await index?.deleteExpired(logStart);
    this.#followedPosition = logStart;
  }
}
