// A lane whose requests are answered with "busy" when they have waited for too long, so that a producer turns to another broker while its own
// time lasts (BrokerFastFailure.java). The original looks every 10 ms; here a timer runs only while something waits. What has started is never
// given up.

import type { Environment } from '../../environment/environment.ts';
import type { Lane } from '../../environment/lane.ts';
import { reached } from '../../environment/observation.ts';
import type { RequestLane } from '../remoting/request-lane.ts';

/** Situations that tests of overload want to meet. */
export const OVERLOAD_MARKS = {
  expired: 'a request was given up that had waited in its queue for too long',
  busyPageCache: 'a send was refused because the page cache was busy',
  emptied: 'sends that waited were given up because the page cache was busy',
} as const;

/** Places of those that have started are given back when so many have gathered. */
const COMPACT_FROM = 64;

type Task = () => void | Promise<void>;

interface Waiting {
  /** As the lane knows it. */
  task: Task;
  hasStarted: boolean;
  readonly sinceUs: number;
  readonly giveUp: (remark: string) => void;
}

export interface ImpatientLaneContext {
  readonly environment: Environment;
  readonly lane: Lane;
  readonly maxWaitMs: number;
  /** Nothing is taken while it says so, and what waits is given up. */
  readonly isBusy: () => boolean;
}

export class ImpatientLane implements RequestLane {
  readonly name: string;
  readonly #context: ImpatientLaneContext;
  /** In the order in which they came, from `#first` on; those that have started meanwhile are passed over. */
  #waiting: Waiting[] = [];
  #first = 0;
  #isTimed = false;

  constructor(context: ImpatientLaneContext) {
    this.#context = context;
    this.name = context.lane.name;
  }

  /** SendMessageProcessor.java `rejectRequest`. */
  refusal(): string | undefined {
    if (!this.#context.isBusy()) return undefined;
    this.#observe(OVERLOAD_MARKS.busyPageCache);
    const all = this.#waiting.slice(this.#first);
    this.#waiting = [];
    this.#first = 0;
    for (const waiting of all) {
      if (this.#giveUp(waiting, 'PCBUSY_CLEAN_QUEUE')) this.#observe(OVERLOAD_MARKS.emptied);
    }
    return '[REJECTREQUEST]system busy, start flow control for a while';
  }

  submit(task: Task, giveUp: (remark: string) => void): boolean {
    const { lane } = this.#context;
    const waiting: Waiting = { task, hasStarted: false, sinceUs: this.#nowUs(), giveUp };
    waiting.task = () => {
      waiting.hasStarted = true;
      return task();
    };
    if (!lane.submit(waiting.task)) return false;
    if (lane.waiting === 0) return true;
    this.#waiting.push(waiting);
    this.#setTimer();
    return true;
  }

  /** The oldest that has not started. */
  #oldest(): Waiting | undefined {
    while (this.#waiting[this.#first]?.hasStarted === true) this.#first += 1;
    if (this.#first > COMPACT_FROM && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return this.#waiting[this.#first];
  }

  #setTimer(): void {
    const first = this.#oldest();
    if (first === undefined || this.#isTimed) return;
    this.#isTimed = true;
    const { environment, maxWaitMs } = this.#context;
    const leftMs = Math.max(1, maxWaitMs - Math.floor((this.#nowUs() - first.sinceUs) / 1000));
    environment.timers.once(leftMs, 'broker.give-up-waiting', () => {
      this.#isTimed = false;
      this.#giveUpExpired();
      this.#setTimer();
    });
  }

  #giveUpExpired(): void {
    const beforeUs = this.#nowUs() - this.#context.maxWaitMs * 1000;
    for (let oldest = this.#oldest(); oldest !== undefined; oldest = this.#oldest()) {
      if (oldest.sinceUs > beforeUs) return;
      this.#first += 1;
      if (this.#giveUp(oldest, 'TIMEOUT_CLEAN_QUEUE')) this.#observe(OVERLOAD_MARKS.expired);
    }
  }

  /** False: a worker has it. */
  #giveUp({ task, hasStarted, sinceUs, giveUp }: Waiting, why: string): boolean {
    const { lane } = this.#context;
    if (hasStarted || !lane.withdraw(task)) return false;
    const waitedMs = Math.floor((this.#nowUs() - sinceUs) / 1000);
    giveUp(
      `[${why}]broker busy, start flow control for a while, period in queue: ${waitedMs}ms, size of queue: ${lane.waiting}`,
    );
    return true;
  }

  #observe(mark: string): void {
    this.#context.environment.observe(reached(mark));
  }

  #nowUs(): number {
    return this.#context.environment.clock.monotonicUs();
  }
}
