// How far the copies of each log go, and which of them are behind. Copies that differ have no lag: which of them is right nobody can say
// (replicas-share-prefix.ts).

import type { MessageEntry } from './message-entry.ts';

export interface ReplicaLag {
  readonly machine: string;
  readonly end: number;
  /** Where the longest copy ends. */
  readonly furthest: number;
}

export class ReplicaLags {
  /** Ends by machine, by broker name. */
  readonly #ends = new Map<string, Map<string, number>>();
  readonly #differing = new Set<string>();

  hear(machine: string, entry: MessageEntry): void {
    if (entry.kind === 'replicas-differ') this.#differing.add(entry.brokerName);
    if (entry.kind !== 'replica-extent') return;
    const ends = this.#ends.get(entry.brokerName) ?? new Map<string, number>();
    this.#ends.set(entry.brokerName, ends.set(machine, entry.end));
  }

  /** One that is behind, if there is one. */
  find(): ReplicaLag | undefined {
    for (const [brokerName, ends] of this.#ends) {
      if (this.#differing.has(brokerName)) continue;
      const furthest = Math.max(...ends.values());
      for (const [machine, end] of ends) if (end < furthest) return { machine, end, furthest };
    }
    return undefined;
  }
}
