// Since when nothing has happened to a cluster that may change who has which queue: no fault, no process that ended, no member that came or went
// at any broker. After a while without any, every member must see the same members and queues, and every queue must have found its owner.
// It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';

/**
 * Lease of a dead owner (60 s), then the next look at routes (30 s) and the next rebalance (20 s), each with some seconds for its requests
 * (facts 9.6 R7). A dead member that brokers still list keeps the group from being stable.
 */
export const STABLE_AFTER_MS = 120_000;

export class StableGroup {
  readonly #faults = new Set<number>();
  /** By broker. */
  readonly #members = new Map<string, readonly string[]>();
  #quietSinceUs = 0;

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'fault-began':
        this.#faults.add(entry.slot);
        break;
      case 'fault-ended':
        this.#faults.delete(entry.slot);
        break;
      case 'machine-ended':
        this.#members.delete(machine);
        break;
      case 'members-known':
        this.#members.set(machine, entry.members);
        break;
      case 'phase-began':
        break;
      default:
        return;
    }
    this.#quietSinceUs = atUs;
  }

  isStable(atUs: number): boolean {
    if (this.#faults.size > 0 || atUs - this.#quietSinceUs < STABLE_AFTER_MS * 1000) return false;
    for (const members of this.#members.values()) if (new Set(members).size < members.length) return false;
    return this.#members.size > 0;
  }
}
