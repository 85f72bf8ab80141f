// Asynchronous flush: looks at fixed moments whether enough is dirty, and flushes everything at rarer ones. RocketMQ's
// FlushRealTimeService and FlushConsumeQueueService; nothing ticks while nothing is dirty.

import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import { inBackground } from './background.ts';
import type { FlushScheduleOptions } from './options.ts';

export interface ScheduledFlushOptions {
  readonly label: string;
  readonly schedule: FlushScheduleOptions;
  /** Whether so many dirty pages are worth a look at the next moment. */
  readonly isWorthFlushing: (dirtyPages: number, schedule: FlushScheduleOptions) => boolean;
  /** Flushes what has at least so many dirty pages; 0 means everything. @throws DiskError */
  readonly flush: (leastPages: number) => Promise<void>;
  /** Dirty pages now; undefined when nothing is dirty. */
  readonly dirtyPages: () => number | undefined;
  readonly failed: (error: DiskError) => void;
}

export class ScheduledFlush {
  readonly #environment: Environment;
  readonly #options: ScheduledFlushOptions;
  readonly #startUs: number;
  #look: Timer | undefined;
  #thorough: Timer | undefined;
  #flushing: Promise<void> | undefined;
  #isStopped = false;

  constructor(environment: Environment, options: ScheduledFlushOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#startUs = environment.clock.monotonicUs();
  }

  /** Something was written. Cheap when a flush is already due. */
  written(dirtyPages: number): void {
    if (this.#isStopped || this.#flushing !== undefined || this.#look !== undefined) return;
    const { schedule } = this.#options;
    if (this.#options.isWorthFlushing(dirtyPages, schedule)) {
      this.#look = this.#at(schedule.intervalMs, () => {
        this.#look = undefined;
        this.#begin(schedule.leastPages);
      });
    }
    this.#thorough ??= this.#at(schedule.thoroughIntervalMs, () => {
      this.#thorough = undefined;
      this.#begin(0);
    });
  }

  /** No timer fires any more; resolves when a flush under way has ended. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#flushing;
  }

  #cancel(): void {
    this.#isStopped = true;
    this.#look?.cancel();
    this.#thorough?.cancel();
  }

  /** At the next multiple of the interval since the start. */
  #at(intervalMs: number, action: () => void): Timer {
    const intervalUs = intervalMs * 1000;
    const elapsedUs = this.#environment.clock.monotonicUs() - this.#startUs;
    const delayUs = intervalUs - (elapsedUs % intervalUs);
    return this.#environment.timers.once(Math.ceil(delayUs / 1000), this.#options.label, action);
  }

  #begin(leastPages: number): void {
    if (this.#flushing !== undefined) return;
    this.#flushing = this.#flush(leastPages);
    inBackground(this.#flushing);
  }

  async #flush(leastPages: number): Promise<void> {
    try {
      await this.#options.flush(leastPages);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#cancel();
      this.#options.failed(error);
    }
    this.#flushing = undefined;
    const dirtyPages = this.#options.dirtyPages();
    if (dirtyPages !== undefined) this.written(dirtyPages);
  }
}
