// Worker threads that perform runs. A run that does not end in time costs its worker and is reported as stalled; a worker that dies costs
// the run under way; everything else goes on in a new worker.

import { Worker } from 'node:worker_threads';
import { AwakeClock } from './awake-clock.ts';
import { CODE_EXTENSION } from './package-root.ts';
import type { RunJob } from './run-job.ts';
import type { WorkerReply } from './worker-message.ts';

export interface PoolOptions {
  readonly size: number;
  /** Wall time after which a run is given up. */
  readonly stallAfterMs: number;
}

interface Seat {
  readonly worker: Worker;
  isReady: boolean;
  job: RunJob | undefined;
  /** When the worker was last heard of, or got its job; by the awake clock. */
  heardMs: number;
}

const WATCH_PERIOD_MS = 250;
/** A run lives for milliseconds: with a large young generation most of its garbage costs nothing. A run that needs more is a crash. */
const MEMORY = { maxYoungGenerationSizeMb: 192, maxOldGenerationSizeMb: 2048 } as const;
const WORKER_URL = new URL(new URL('./run-worker.ts', import.meta.url).href.replace(/\.ts$/, CODE_EXTENSION));

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #waiting: RunJob[] = [];
  readonly #clock = new AwakeClock(2 * WATCH_PERIOD_MS, performance.now());
  #watch: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  add(job: RunJob): void {
    if (this.#isClosed) {
      job.finish();
      return;
    }
    this.#watch ??= setInterval(() => this.#giveUpStalled(), WATCH_PERIOD_MS);
    this.#waiting.push(job);
    this.#assign();
  }

  /** Ends every job with the outcomes that it has, and every worker. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#watch);
    const seats = [...this.#seats];
    this.#seats.clear();
    for (const { job } of seats) job?.finish();
    for (const job of this.#waiting.splice(0)) job.finish();
    await Promise.all(seats.map(({ worker }) => worker.terminate()));
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const seat = [...this.#seats].find(({ job }) => job === undefined) ?? this.#open();
      if (seat === undefined) return;
      const job = this.#waiting.shift();
      if (job !== undefined) this.#give(seat, job);
    }
  }

  #give(seat: Seat, job: RunJob): void {
    seat.job = job;
    seat.heardMs = this.#clock.nowMs;
    seat.worker.postMessage(job.request());
  }

  #open(): Seat | undefined {
    if (this.#seats.size >= this.#options.size) return undefined;
    const worker = new Worker(WORKER_URL, { resourceLimits: MEMORY });
    const seat: Seat = { worker, isReady: false, job: undefined, heardMs: this.#clock.nowMs };
    this.#seats.add(seat);
    worker.on('message', (reply: WorkerReply) => this.#hear(seat, reply));
    worker.on('error', (error: Error) => this.#died(seat, error.stack ?? error.message));
    worker.on('exit', (code) => this.#died(seat, `the worker ended with code ${code}`));
    return seat;
  }

  #hear(seat: Seat, reply: WorkerReply): void {
    if (!this.#seats.has(seat)) return;
    seat.heardMs = this.#clock.nowMs;
    switch (reply.kind) {
      case 'ready':
        seat.isReady = true;
        return;
      case 'refused':
        this.#release(seat)?.fail(new Error(`a worker could not begin: ${reply.stack}`));
        return;
      case 'outcome':
        seat.job?.add(reply.outcome);
        if (seat.job?.isDone === true) this.#release(seat)?.finish();
    }
  }

  #release(seat: Seat): RunJob | undefined {
    const { job } = seat;
    seat.job = undefined;
    this.#assign();
    return job;
  }

  #died(seat: Seat, stack: string): void {
    if (!this.#seats.delete(seat)) return;
    const { job } = seat;
    if (!seat.isReady) job?.fail(new Error(`a worker could not start: ${stack}`));
    else if (job !== undefined)
      this.#continue(job, () => job.addWithoutResult({ kind: 'crashed', machine: '', stack }));
    this.#assign();
  }

  #giveUpStalled(): void {
    const { stallAfterMs } = this.#options;
    this.#clock.tick(performance.now());
    // What was heard since the last tick counts from that tick.
    const limitMs = stallAfterMs + WATCH_PERIOD_MS;
    for (const seat of this.#seats) {
      const { job } = seat;
      if (job === undefined || this.#clock.nowMs - seat.heardMs < limitMs) continue;
      this.#seats.delete(seat);
      void seat.worker.terminate();
      const why = `the run did not end within ${stallAfterMs / 1000} s of wall time`;
      this.#continue(job, () => job.addWithoutResult({ kind: 'stalled', why }));
      this.#assign();
    }
  }

  /** The rest of the job goes to the next worker, before other jobs. */
  #continue(job: RunJob, addLast: () => void): void {
    addLast();
    if (job.isDone) job.finish();
    else this.#waiting.unshift(job);
  }
}
