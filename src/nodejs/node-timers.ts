// Timers of one process over a single host timer. The host's own timers may fire up to a millisecond early and do not order
// neighbours; these never fire early and run in the order in which they fall due, each in a macrotask of its own.

import { assert } from '../base/assert.ts';
import type { Clock } from '../environment/clock.ts';
import type { Timer, Timers } from '../environment/timers.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import type { Lifetime } from './lifetime.ts';

const US_PER_MS = 1000;
/** The host turns longer delays into 1 ms. */
const LONGEST_HOST_DELAY_MS = 2 ** 31 - 1;

interface Wait {
  readonly label: string;
  readonly action: () => void;
  readonly periodUs: number | undefined;
  dueUs: number;
  isCancelled: boolean;
  isQueued: boolean;
}

export class NodeTimers implements Timers {
  readonly #clock: Clock;
  readonly #lifetime: Lifetime;
  readonly #queue = new DeadlineQueue<Wait>();
  #alarm: { readonly handle: NodeJS.Timeout; readonly dueUs: number } | undefined;

  constructor(clock: Clock, lifetime: Lifetime) {
    this.#clock = clock;
    this.#lifetime = lifetime;
    lifetime.hold(() => {
      this.#silence();
    });
  }

  once(delayMs: number, label: string, action: () => void): Timer {
    return this.#start(delayMs, undefined, label, action);
  }

  every(firstMs: number, periodMs: number, label: string, action: () => void): Timer {
    assert(periodMs > 0, `period of timer ${label}`);
    return this.#start(firstMs, Math.ceil(periodMs * US_PER_MS), label, action);
  }

  sleep(delayMs: number, label: string): Promise<void> {
    return new Promise((resolve) => {
      this.once(delayMs, label, resolve);
    });
  }

  #start(delayMs: number, periodUs: number | undefined, label: string, action: () => void): Timer {
    assert(Number.isFinite(delayMs) && delayMs >= 0, `delay of timer ${label}: ${delayMs}`);
    const dueUs = this.#clock.monotonicUs() + Math.ceil(delayMs * US_PER_MS);
    const wait: Wait = { label, action, periodUs, dueUs, isCancelled: false, isQueued: true };
    if (!this.#lifetime.isOver) {
      this.#queue.push(wait);
      this.#arm();
    }
    return {
      cancel: () => {
        this.#cancel(wait);
      },
    };
  }

  #cancel(wait: Wait): void {
    if (wait.isCancelled) return;
    wait.isCancelled = true;
    if (!wait.isQueued) return;
    this.#queue.noteCancelled();
    this.#arm();
  }

  /** Makes the host timer wait for the next deadline; without one, the host may exit. */
  #arm(): void {
    const next = this.#queue.peek();
    if (next !== undefined && next.dueUs === this.#alarm?.dueUs) return;
    this.#silence();
    if (next === undefined) return;
    const delayMs = Math.ceil((next.dueUs - this.#clock.monotonicUs()) / US_PER_MS);
    const handle = setTimeout(
      () => {
        this.#ring();
      },
      Math.min(Math.max(delayMs, 0), LONGEST_HOST_DELAY_MS),
    );
    this.#alarm = { handle, dueUs: next.dueUs };
  }

  #silence(): void {
    clearTimeout(this.#alarm?.handle);
    this.#alarm = undefined;
  }

  #ring(): void {
    this.#alarm = undefined;
    const nowUs = this.#clock.monotonicUs();
    for (let wait = this.#queue.popDue(nowUs); wait !== undefined; wait = this.#queue.popDue(nowUs)) {
      const due = wait;
      due.isQueued = false;
      setImmediate(() => {
        this.#fire(due);
      });
    }
    this.#arm();
  }

  #fire(wait: Wait): void {
    if (wait.isCancelled || this.#lifetime.isOver) return;
    if (wait.periodUs !== undefined) this.#requeue(wait, wait.periodUs);
    else wait.isCancelled = true;
    this.#lifetime.call(`timer ${wait.label}`, wait.action);
  }

  /** The next point of the fixed grid that is still ahead: periods that the host slept through are not caught up. */
  #requeue(wait: Wait, periodUs: number): void {
    const lateUs = this.#clock.monotonicUs() - wait.dueUs;
    wait.dueUs += (Math.floor(lateUs / periodUs) + 1) * periodUs;
    wait.isQueued = true;
    this.#queue.push(wait);
    this.#arm();
  }
}
