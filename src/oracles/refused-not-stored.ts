// Promise: an attempt to send that a broker refused with a code that says "not stored" is not in its log (facts 9.1 D6).
//
// Why it matters: a producer sends a refused message again, to another broker, and counts on the first one having nothing: a copy that was
// stored all the same is a second message. So there are never more copies of a message in a queue than attempts that may have been stored.
// no-phantom.ts judges the whole send, and only what is delivered.
//
// Smallest violating history: k/0 is sent to queue 0; it is stored there; the broker answers that it is too busy.

import type { Recorded } from '../history/history.ts';
import type { AttemptEntry } from './attempt-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'refused-not-stored';

/** SYSTEM_BUSY, MESSAGE_ILLEGAL, SERVICE_NOT_AVAILABLE, NO_PERMISSION, TOPIC_NOT_EXIST, INVALID_PARAMETER. After SYSTEM_ERROR nobody knows. */
const NOT_STORED: ReadonlySet<number> = new Set([2, 13, 14, 16, 17, 29]);

interface Copies {
  tried: number;
  readonly refusedWith: number[];
  stored: number;
}

class RefusedNotStoredJudge implements Judge {
  /** By message and queue. */
  readonly #copies = new Map<string, Copies>();

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'copy-tried':
        this.#of(entry).tried += 1;
        return undefined;
      case 'copy-refused':
        if (!NOT_STORED.has(entry.code)) return undefined;
        this.#of(entry).refusedWith.push(entry.code);
        return this.#check(entry);
      case 'copy-stored':
        this.#of(entry).stored += 1;
        return this.#check(entry);
      default:
        return undefined;
    }
  }

  #of({ uniqueKey, topic, brokerName, queueId }: AttemptEntry): Copies {
    const key = `${uniqueKey}/${topic}/${brokerName}/${queueId}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    const copies = { tried: 0, refusedWith: [], stored: 0 };
    this.#copies.set(key, copies);
    return copies;
  }

  #check(entry: AttemptEntry): Violation | undefined {
    const { tried, refusedWith, stored } = this.#of(entry);
    if (refusedWith.length === 0 || stored <= tried - refusedWith.length) return undefined;
    const { brokerName, queueId, topic, uniqueKey } = entry;
    return {
      oracle: NAME,
      message:
        `${brokerName} has ${stored} copies of message ${uniqueKey} in ${topic} queue ${queueId}: ` +
        `of ${tried} attempts it refused ${refusedWith.length} as not stored, the last with code ${refusedWith.at(-1)}`,
      fingerprint: `${NAME}: code ${refusedWith.at(-1)}`,
    };
  }
}

export const refusedNotStored: Oracle = {
  name: NAME,
  doc: 'An attempt that a broker refused as not stored is not in its log.',
  evidence: ['attempts'],
  judge: () => new RefusedNotStoredJudge(),
};
