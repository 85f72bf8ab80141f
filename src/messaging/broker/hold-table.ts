// The held pulls of each queue (ManyPullRequest.java). It decides nothing.

import type { HeldPull } from './held-pulls.ts';

export class HoldTable {
  readonly #queues = new Map<string, HeldPull[]>();

  /** Queues for which something is held. */
  keys(): Iterable<string> {
    return this.#queues.keys();
  }

  of(key: string): readonly HeldPull[] {
    return this.#queues.get(key) ?? NONE;
  }

  add(key: string, pull: HeldPull): void {
    const pulls = this.#queues.get(key);
    if (pulls === undefined) this.#queues.set(key, [pull]);
    else pulls.push(pull);
  }

  /** Nothing else is held for that queue from now on. */
  keep(key: string, pulls: HeldPull[]): void {
    if (pulls.length === 0) this.#queues.delete(key);
    else this.#queues.set(key, pulls);
  }

  clear(): void {
    this.#queues.clear();
  }
}

const NONE: readonly HeldPull[] = [];
