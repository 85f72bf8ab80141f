// Promise: a put that waits for copies is not given up before the time that slaves have for it is over.
//
// Why it matters: the sender is told that its message is less safe than it asked for, and sends it again, or the order to someone else, while a
// slave is at work on it. Counting what happens instead of time does that to whatever travels in many pieces.
//
// The time goes by the clock of the broker, which may be fast while clocks are troubled.
//
// Smallest violating history: broker-0 stores a record that ends at 100; 5 ms later it gives the put up.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'slave-given-its-time';

/** MessageStoreConfig.java `slaveTimeout`. */
const SLAVE_TIME_US = 3_000_000;
/** The same by the fastest clock that runs have, which gains a twentieth. */
const FAST_TIME_US = Math.floor(SLAVE_TIME_US / 1.05);
const FAST_CLOCKS: ReadonlySet<string> = new Set(['clock-drift', 'restless-clock']);

class SlaveGivenItsTimeJudge implements Judge {
  /** When records were stored, by their ends, by machine. */
  readonly #storedUs = new Map<string, Map<number, number>>();
  /** Slots of faults by which a clock may be fast. */
  readonly #fastClocks = new Set<number>();
  #clocksRightSinceUs = 0;

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
        if (storedUs === undefined || atUs - storedUs >= this.#timeUs(storedUs)) return undefined;
        return violation(machine, entry.end, atUs - storedUs);
      }
      case 'fault-began':
        if (FAST_CLOCKS.has(entry.fault ?? '')) this.#fastClocks.add(entry.slot);
        return undefined;
      case 'fault-ended':
        if (this.#fastClocks.delete(entry.slot)) this.#clocksRightSinceUs = atUs;
        return undefined;
      default:
        return undefined;
    }
  }

  #timeUs(sinceUs: number): number {
    const areRight = this.#fastClocks.size === 0 && this.#clocksRightSinceUs <= sinceUs;
    return areRight ? SLAVE_TIME_US : FAST_TIME_US;
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
