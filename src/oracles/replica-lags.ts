// How far the copies of each log go, and which slave is behind its master. A slave that has more than its master has no lag: the master has lost
// what it had not flushed. But one that was a master itself has none only when it has cut what it stored alone. Copies that differ have none either: which of them is right nobody can say (replicas-share-prefix.ts).

import type { MessageEntry } from './message-entry.ts';

export interface ReplicaLag {
  readonly machine: string;
  readonly end: number;
  /** Where its master's log ends. */
  readonly masterEnd: number;
}

export class ReplicaLags {
  /** Ends by machine, by broker name. */
  readonly #ends = new Map<string, Map<string, number>>();
  readonly #differing = new Set<string>();
  /** Machines of masters by broker name, where a slave has become one; a master's machine is named as its broker is before. */
  readonly #masters = new Map<string, string>();
  /** Machines that were masters, and have taken nothing of their successors yet. */
  readonly #replaced = new Set<string>();

  hear(machine: string, entry: MessageEntry): void {
    if (entry.kind === 'replicas-differ') this.#differing.add(entry.brokerName);
    if (entry.kind === 'slave-promoted') {
      this.#masters.set(entry.brokerName, machine);
      this.#replaced.add(entry.instead);
    }
    if (entry.kind === 'replica-cut') this.#replaced.delete(machine);
    if (entry.kind !== 'replica-extent') return;
    if (entry.after === 'transfer') this.#replaced.delete(machine);
    const ends = this.#ends.get(entry.brokerName) ?? new Map<string, number>();
    this.#ends.set(entry.brokerName, ends.set(machine, entry.end));
  }

  /** One that is behind, if there is one. */
  find(): ReplicaLag | undefined {
    for (const [brokerName, ends] of this.#ends) {
      if (this.#differing.has(brokerName)) continue;
      const masterEnd = ends.get(this.#masters.get(brokerName) ?? brokerName) ?? 0;
      for (const [machine, end] of ends) {
        const isAhead = end > masterEnd && this.#replaced.has(machine);
        if (end < masterEnd || isAhead) return { machine, end, masterEnd };
      }
    }
    return undefined;
  }
}
