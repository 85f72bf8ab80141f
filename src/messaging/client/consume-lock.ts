// Keeps the handler of a queue and the giving back of that queue apart: many handlers or one remover (ProcessQueue.java,
// consumeLock). In one process; the lock that other processes respect is the broker's.

import { assert } from '../../base/assert.ts';
import type { Pauses } from './pauses.ts';

export class ConsumeLock {
  #handlers = 0;
  #isRemoving = false;
  #waiters: (() => void)[] = [];

  /** Waits while the queue is being given back. */
  async enterHandler(): Promise<void> {
    while (this.#isRemoving) await this.#change();
    this.#handlers += 1;
  }

  leaveHandler(): void {
    assert(this.#handlers > 0, 'a handler left that never entered');
    this.#handlers -= 1;
    this.#wake();
  }

  /** False when a handler still runs after the time. */
  async enterRemoval(waitMs: number, pauses: Pauses): Promise<boolean> {
    if (this.#isBusy) {
      let isOver = false;
      const over = pauses.wait(waitMs, 'client.consume-lock').then(() => {
        isOver = true;
      });
      while (this.#isBusy && !isOver) await Promise.race([this.#change(), over]);
      if (this.#isBusy) return false;
    }
    this.#isRemoving = true;
    return true;
  }

  leaveRemoval(): void {
    assert(this.#isRemoving, 'a removal ended that never began');
    this.#isRemoving = false;
    this.#wake();
  }

  get #isBusy(): boolean {
    return this.#handlers > 0 || this.#isRemoving;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
