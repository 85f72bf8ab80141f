// Promise: nobody is asked about a half message that was resolved, once its broker has had the time to write that down; only an end of the
// broker's process in between may make it forget (facts 5.4: what waits for its batch is in memory).
//
// Why it matters: every needless check of a committed transaction is a second commit, for a broker remembers nothing else of what it has ended.
//
// Smallest violating history: half message 4 of broker-0 is ended; half a minute later broker-0 puts half message 4 back.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'resolved-stays-resolved';
/**
 * Two rounds of batches of 3 s, a flush that takes its 5 s, and the round of checks that began before: it has read what was written then, and may
 * wait a second at a time for the message's turn.
 */
const BOUND_US = 20_000_000;

class ResolvedStaysResolvedJudge implements Judge {
  /** Time of the end, by broker and half offset. */
  readonly #ends = new Map<string, Map<number, number>>();

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'machine-ended':
        this.#ends.delete(machine);
        return undefined;
      case 'transaction-ended': {
        const ends = this.#ends.get(machine) ?? new Map<number, number>();
        if (!ends.has(entry.halfOffset)) ends.set(entry.halfOffset, atUs);
        this.#ends.set(machine, ends);
        return undefined;
      }
      case 'half-put-back': {
        const endedUs = this.#ends.get(machine)?.get(entry.halfOffset);
        if (endedUs === undefined || atUs - endedUs <= BOUND_US) return undefined;
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
