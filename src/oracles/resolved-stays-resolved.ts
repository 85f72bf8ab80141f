// Promise: a round of checks that begins when a broker has had the time to write down that a half message was resolved leaves that one alone;
// only an end of the broker's process in between may make it forget (facts 5.4: what waits for its batch is in memory). A round goes by what it
// reads at its start and, while it waits, again: what is resolved in the course of a long one may be asked about in it
// (TransactionalMessageServiceImpl.java `check`). Where threads may stand still for long, a broker needs longer; and where readers see only what is
// copied, so does its own reader of what was resolved.
//
// Why it matters: every needless check of a committed transaction is a second commit, for a broker remembers nothing else of what it has ended.
//
// Smallest violating history: half message 4 of broker-0 is ended; a round begins half a minute later, and puts half message 4 back.

import type { Recorded } from '../history/history.ts';
import { HiddenRecords } from './hidden-records.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';

const NAME = 'resolved-stays-resolved';
/** Two rounds of batches of 3 s, a flush that takes its 5 s, and some more. */
const WRITTEN_US = 15_000_000;
/**
 * Steps at which a thread may stand still on the way to readers: to note the end; to begin a batch, store it and flush it, with a flush under way
 * before; the same for a batch that is being written at that time; and to show it, when something else is being shown.
 */
const STEPS = 10;

class ResolvedStaysResolvedJudge implements Judge {
  readonly #writtenUs: number;
  /** Time of the end, by broker and half offset. */
  readonly #ends = new Map<string, Map<number, number>>();
  /** Of each broker the moment before which it had shown all when its round began. */
  readonly #shownUntilUs = new Map<string, number>();
  readonly #hidden: HiddenRecords;

  constructor(promises: Promises) {
    this.#writtenUs = WRITTEN_US + STEPS * promises.longestPauseUs;
    this.#hidden = new HiddenRecords(promises);
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry, machine, atUs } = recorded;
    this.#hidden.hear(recorded);
    switch (entry.kind) {
      case 'machine-ended':
        this.#ends.delete(machine);
        return undefined;
      case 'check-round-began':
        this.#shownUntilUs.set(machine, Math.min(atUs, this.#hidden.sinceUs(machine) ?? atUs));
        return undefined;
      case 'transaction-ended': {
        const ends = this.#ends.get(machine) ?? new Map<number, number>();
        if (!ends.has(entry.halfOffset)) ends.set(entry.halfOffset, atUs);
        this.#ends.set(machine, ends);
        return undefined;
      }
      case 'half-put-back': {
        const endedUs = this.#ends.get(machine)?.get(entry.halfOffset);
        const shownUntilUs = this.#shownUntilUs.get(machine) ?? 0;
        if (endedUs === undefined || shownUntilUs - endedUs <= this.#writtenUs) return undefined;
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
  judge: (promises) => new ResolvedStaysResolvedJudge(promises),
};
