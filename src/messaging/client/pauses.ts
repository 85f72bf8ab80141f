// Waits of a component that must not outlive it: closing ends every wait at once.

import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';

export class Pauses {
  readonly #environment: Environment;
  /** Running timers, each with the promise to settle. */
  readonly #waits = new Map<Timer, () => void>();
  #isClosed = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves after the time, or when closed; callers look whether they still have work. */
  wait(delayMs: number, label: string): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#environment.timers.once(delayMs, label, () => {
        this.#waits.delete(timer);
        resolve();
      });
      this.#waits.set(timer, resolve);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const [timer, resolve] of this.#waits) {
      timer.cancel();
      resolve();
    }
    this.#waits.clear();
  }
}
