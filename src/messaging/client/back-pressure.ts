// Bounds what a producer has under way asynchronously, by messages and by bytes: a send beyond them waits its turn, first come, first served
// (DefaultMQProducerImpl.java `executeAsyncMessageSend`). The original never lets a message pass that is larger than the bound; here it waits until
// nothing else is under way.

import type { Timers } from '../../environment/timers.ts';

export interface BackPressureOptions {
  readonly messages: number;
  readonly bytes: number;
}

/** The original's, where it is switched on. */
export const BACK_PRESSURE: BackPressureOptions = { messages: 1024, bytes: 100 * 1_048_576 };

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

export class BackPressure {
  readonly #timers: Timers;
  readonly #options: BackPressureOptions;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #messages = 0;
  #bytes = 0;

  constructor(timers: Timers, options: BackPressureOptions) {
    this.#timers = timers;
    this.#options = options;
  }

  /** True: it may go, and `leave` is owed. False: the time is over. */
  async enter(bytes: number, timeoutMs: number): Promise<boolean> {
    if (this.#waiting.size === 0 && this.#hasRoom(bytes)) {
      this.#take(bytes);
      return true;
    }
    return new Promise((resolve) => {
      const timer = this.#timers.once(timeoutMs, 'client.back-pressure', () => {
        this.#waiting.delete(waiting);
        resolve(false);
        // What came later may be smaller.
        this.#admit();
      });
      const admit = () => {
        timer.cancel();
        resolve(true);
      };
      const waiting = { bytes, admit };
      this.#waiting.add(waiting);
    });
  }

  leave(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
    this.#admit();
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.bytes)) return;
      this.#waiting.delete(waiting);
      this.#take(waiting.bytes);
      waiting.admit();
    }
  }

  #take(bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
  }

  #hasRoom(bytes: number): boolean {
    if (this.#messages === 0) return true;
    const { messages, bytes: bound } = this.#options;
    return this.#messages < messages && this.#bytes + bytes <= bound;
  }
}
