// Synchronous flush: puts wait until a sync covers them, and one sync serves all that wait. RocketMQ's GroupCommitService, woken by
// arrival instead of a loop of 10 ms.

import { assert } from '../../base/assert.ts';
import type { LogPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { inBackground } from './background.ts';

/** `failed`: the disk refused the sync; what waits is in the page cache and may never be durable. */
export type FlushOutcome = 'flushed' | 'timed-out' | 'failed';

/** What a commit log looks like to those who flush it. */
export interface FlushableLog {
  readonly flushedPosition: LogPosition;
  readonly isDirty: boolean;
  /** @throws DiskError */
  flush(): Promise<void>;
}

export interface GroupCommitOptions {
  readonly log: FlushableLog;
  readonly timeoutMs: number;
  /** Called after each flush. */
  readonly flushed: () => void;
  /** The disk refused a sync. No further one is tried: a later success would not cover what was lost. */
  readonly failed: (error: DiskError) => void;
}

interface Waiting {
  readonly end: LogPosition;
  readonly dueUs: number;
  readonly settle: (outcome: FlushOutcome) => void;
}

export class GroupCommit {
  readonly #environment: Environment;
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #hasFailed = false;
  #isWatching = false;

  constructor(environment: Environment, options: GroupCommitOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Something was appended. */
  wake(): void {
    if (this.#running !== undefined || this.#hasFailed) return;
    this.#running = this.#run();
    inBackground(this.#running);
  }

  /** Resolves when nothing is left to flush, or flushing has failed. */
  async settle(): Promise<void> {
    this.wake();
    await this.#running;
  }

  /** Resolves when the log is durable up to `end`, or will not be in time. Ends never decrease from call to call. */
  wait(end: LogPosition): Promise<FlushOutcome> {
    const { log, timeoutMs } = this.#options;
    if (log.flushedPosition >= end) return Promise.resolve('flushed');
    if (this.#hasFailed) return Promise.resolve('failed');
    assert((this.#waiting.at(-1)?.end ?? 0) <= end, 'puts wait in the order of the log');
    const dueUs = this.#environment.clock.monotonicUs() + timeoutMs * 1000;
    const outcome = new Promise<FlushOutcome>((resolve) => {
      this.#waiting.push({ end, dueUs, settle: resolve });
    });
    this.#watch(timeoutMs);
    this.wake();
    return outcome;
  }

  async #run(): Promise<void> {
    const { log, flushed, failed } = this.#options;
    while (log.isDirty && !this.#hasFailed) {
      await this.#environment.interleave('store.flush');
      try {
        await log.flush();
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        this.#hasFailed = true;
        failed(error);
        this.#settleAll('failed');
        break;
      }
      this.#settleFlushed();
      flushed();
    }
    this.#running = undefined;
  }

  #settleFlushed(): void {
    const { flushedPosition } = this.#options.log;
    let done = 0;
    for (const waiting of this.#waiting) {
      if (waiting.end > flushedPosition) break;
      waiting.settle('flushed');
      done += 1;
    }
    this.#waiting.splice(0, done);
  }

  #settleAll(outcome: FlushOutcome): void {
    for (const waiting of this.#waiting) waiting.settle(outcome);
    this.#waiting = [];
  }

  /** One timer watches the oldest; it lapses when nobody waits any more. */
  #watch(delayMs: number): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#environment.timers.once(delayMs, 'store.flush-timeout', () => {
      this.#isWatching = false;
      this.#settleOverdue();
    });
  }

  #settleOverdue(): void {
    const nowUs = this.#environment.clock.monotonicUs();
    let overdue = 0;
    while ((this.#waiting[overdue]?.dueUs ?? Number.POSITIVE_INFINITY) <= nowUs) {
      this.#waiting[overdue]?.settle('timed-out');
      overdue += 1;
    }
    this.#waiting.splice(0, overdue);
    const next = this.#waiting[0];
    if (next !== undefined) this.#watch(Math.ceil((next.dueUs - nowUs) / 1000));
  }
}
