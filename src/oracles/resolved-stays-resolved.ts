// Promise: a round of checks that begins when a broker has had the time to write down that a half message was resolved leaves that one alone;
// only an end of the broker's process in between may make it forget (facts 5.4: what waits for its batch is in memory). A round goes by what it
// reads at its start and, while it waits, again: what is resolved in the course of a long one may be asked about in it
// (TransactionalMessageServiceImpl.java `check`).
//
// Why it matters: every needless check of a committed transaction is a second commit, for a broker remembers nothing else of what it has ended.
//
// Smallest violating history: half message 4 of broker-0 is ended; a round begins half a minute later, and puts half message 4 back.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'resolved-stays-resolved';
/** Two rounds of batches of 3 s, a flush that takes its 5 s, and the steps from there to readers. */
const WRITTEN_US = 15_000_000;

class ResolvedStaysResolvedJudge implements Judge {
  /** Time of the end, by broker and half offset. */
  readonly #ends = new Map<string, Map<number, number>>();
  /** When the round of each broker began. */
  readonly #roundBeganUs = new Map<string, number>();

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'machine-ended':
        this.#ends.delete(machine);
        return undefined;
      case 'check-round-began':
        this.#roundBeganUs.set(machine, atUs);
        return undefined;
      case 'transaction-ended': {
        const ends = this.#ends.get(machine) ?? new Map<number, number>();
        if (!ends.has(entry.halfOffset)) ends.set(entry.halfOffset, atUs);
        this.#ends.set(machine, ends);
        return undefined;
      }
      case 'half-put-back': {
        const endedUs = this.#ends.get(machine)?.get(entry.halfOffset);
        const beganUs = this.#roundBeganUs.get(machine) ?? 0;
        if (endedUs === undefined || beganUs - endedUs <= WRITTEN_US) return undefined;
        const seconds = Math.round((atUs - endedUs) / 1_000_000);
        return {
          oracle: NAME,
          message: `${machine} put half message ${entry.halfOffset} back, which had been resolved ${seconds} s before`,
          fingerprint: `${NAME}: looked at again`,
        };
      }
      default:
        return undefined;
    }
  }
}

export const resolvedStaysResolved: Oracle = {
  name: NAME,
  doc: 'A broker asks nobody about a half message that was resolved, unless its process has ended meanwhile.',
  evidence: ['transactions'],
  judge: () => new ResolvedStaysResolvedJudge(),
};
