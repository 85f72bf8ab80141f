// Timers of one process: events in virtual time, by the monotonic clock of its machine. Idle time costs nothing.

import { assert } from '../base/assert.ts';
import type { Timer, Timers } from '../environment/timers.ts';
import type { MachineClock } from './clock.ts';
import type { EventKind } from './event-kind.ts';
import type { EventHandle } from './event-queue.ts';
import { type Incarnation, never } from './incarnation.ts';
import type { Kernel } from './kernel.ts';

const MICROSECONDS = 1000;

class SimulatedTimer implements Timer {
  readonly #kernel: Kernel;
  handle: EventHandle | undefined;
  isCancelled = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  cancel(): void {
    this.isCancelled = true;
    if (this.handle !== undefined) this.#kernel.cancel(this.handle);
    this.handle = undefined;
  }
}

const DEAD_TIMER: Timer = Object.freeze({ cancel: () => {} });

export class SimulatedTimers implements Timers {
  readonly #kernel: Kernel;
  readonly #clock: MachineClock;
  readonly #incarnation: Incarnation;

  constructor(kernel: Kernel, clock: MachineClock, incarnation: Incarnation) {
    this.#kernel = kernel;
    this.#clock = clock;
    this.#incarnation = incarnation;
  }

  once(delayMs: number, label: string, action: () => void): Timer {
    if (!this.#incarnation.isAlive) return DEAD_TIMER;
    const timer = new SimulatedTimer(this.#kernel);
    timer.handle = this.#schedule(delayMs, this.#kernel.kinds.callback(label), action);
    return timer;
  }

  every(firstMs: number, periodMs: number, label: string, action: () => void): Timer {
    assert(periodMs > 0, `timer "${label}" has period ${periodMs} ms`);
    if (!this.#incarnation.isAlive) return DEAD_TIMER;
    const timer = new SimulatedTimer(this.#kernel);
    const kind = this.#kernel.kinds.callback(label);
    const tick = () => {
      timer.handle = this.#schedule(periodMs, kind, tick);
      action();
    };
    timer.handle = this.#schedule(firstMs, kind, tick);
    return timer;
  }

  sleep(delayMs: number, label: string): Promise<void> {
    if (!this.#incarnation.isAlive) return never();
    return new Promise((resolve) => {
      this.#schedule(delayMs, this.#kernel.kinds.callback(label), resolve);
    });
  }

  #schedule(delayMs: number, kind: EventKind, action: () => void): EventHandle {
    assert(delayMs >= 0, 'a timer delay is negative', delayMs);
    const dueUs = this.#kernel.nowUs + this.#clock.virtualDelayUs(Math.ceil(delayMs * MICROSECONDS));
    return this.#kernel.schedule(dueUs, kind, this.#incarnation, action);
  }
}
