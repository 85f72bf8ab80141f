// Promise: a put that waits for copies is not given up before the time that slaves have for it is over.
//
// Why it matters: the sender is told that its message is less safe than it asked for, and sends it again, or the order to someone else, while a
// slave is at work on it. Counting what happens instead of time does that to whatever travels in many pieces.
//
// Smallest violating history: broker-0 stores a record that ends at 100; 5 ms later it gives the put up.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'slave-given-its-time';

/** MessageStoreConfig.java `slaveTimeout`. */
const SLAVE_TIME_US = 3_000_000;

class SlaveGivenItsTimeJudge implements Judge {
  /** When records were stored, by their ends, by machine. */
  readonly #storedUs = new Map<string, Map<number, number>>();

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'record-stored': {
        const { position, recordSize } = entry.record;
        const ends = this.#storedUs.get(machine) ?? new Map<number, number>();
        this.#storedUs.set(machine, ends.set(position + recordSize, atUs));
        return undefined;
      }
      case 'put-given-up': {
        const storedUs = this.#storedUs.get(machine)?.get(entry.end);
        if (storedUs === undefined || atUs - storedUs >= SLAVE_TIME_US) return undefined;
        return violation(machine, entry.end, atUs - storedUs);
      }
      default:
        return undefined;
    }
  }
}

function violation(machine: string, end: number, afterUs: number): Violation {
  const afterMs = Math.floor(afterUs / 1000);
  return {
    oracle: NAME,
    message: `${machine} stored a message up to position ${end} and gave its slaves up after ${afterMs} ms`,
    fingerprint: `${NAME}: given up early`,
  };
}

export const slaveGivenItsTime: Oracle = {
  name: NAME,
  doc: 'A put that waits for slaves is not given up before the time that they have for it is over.',
  evidence: ['replicas'],
  judge: () => new SlaveGivenItsTimeJudge(),
};
