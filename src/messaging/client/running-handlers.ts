// Counts the handlers that run, so that a stop can wait for them, though not for ever.

import { assert } from '../../base/assert.ts';
import type { Pauses } from './pauses.ts';

export class RunningHandlers {
  #count = 0;
  #idle: (() => void)[] = [];

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    assert(this.#count > 0, 'a handler ended that never started');
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }

  /** Resolves when none runs, or when the time is over. */
  async drained(waitMs: number, pauses: Pauses): Promise<void> {
    if (this.#count === 0 || waitMs === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
    await Promise.race([idle, pauses.wait(waitMs, 'client.stop-wait')]);
  }
}
