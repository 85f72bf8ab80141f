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

type Task = () => void | Promise<void>;

interface Waiting {
  readonly task: Task;
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
  /** In the order in which they came; those that have started meanwhile are passed over. */
  readonly #waiting: Waiting[] = [];
  #isTimed = false;

  constructor(context: ImpatientLaneContext) {
    this.#context = context;
    this.name = context.lane.name;
  }

  /** SendMessageProcessor.java `rejectRequest`. */
  refusal(): string | undefined {
    if (!this.#context.isBusy()) return undefined;
    this.#observe(OVERLOAD_MARKS.busyPageCache);
    for (const waiting of this.#waiting.splice(0)) {
      if (this.#giveUp(waiting, 'PCBUSY_CLEAN_QUEUE')) this.#observe(OVERLOAD_MARKS.emptied);
    }
    return '[REJECTREQUEST]system busy, start flow control for a while';
  }

  submit(task: Task, giveUp: (remark: string) => void): boolean {
    const { lane } = this.#context;
    if (!lane.submit(task)) return false;
    if (lane.waiting === 0) return true;
    this.#waiting.push({ task, sinceUs: this.#nowUs(), giveUp });
    this.#setTimer();
    return true;
  }

  #setTimer(): void {
    const [first] = this.#waiting;
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
    while (this.#waiting[0] !== undefined && this.#waiting[0].sinceUs <= beforeUs) {
      const expired = this.#waiting.shift() as Waiting;
      if (this.#giveUp(expired, 'TIMEOUT_CLEAN_QUEUE')) this.#observe(OVERLOAD_MARKS.expired);
    }
  }

  /** False: a worker has it. */
  #giveUp({ task, sinceUs, giveUp }: Waiting, why: string): boolean {
    const { lane } = this.#context;
    if (!lane.withdraw(task)) return false;
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
