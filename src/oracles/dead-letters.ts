// Promise: a message is a dead letter only after its group has failed it as often as it may, and says so (facts 9.3 C8, C9).
//
// Why it matters: a dead letter is consumed no more; one that came too early is a message lost to its group. That a message which always
// fails becomes one is judged by no-lost-message.ts.
//
// Smallest violating history: k/0 fails once of 16 times; it is found among the dead letters.

import type { Recorded } from '../history/history.ts';
import { type DeadLetterFound, type MessageEntry, messageKey } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'dead-letters';

class DeadLettersJudge implements Judge {
  readonly #limit: number;
  /** By group and message: the most failures before a failure. */
  readonly #failures = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'delivery-completed' && !entry.isSuccess) {
      const chain = `${entry.group}/${messageKey(entry)}`;
      this.#failures.set(chain, Math.max(this.#failures.get(chain) ?? 0, entry.reconsumeTimes ?? 0));
    }
    return entry.kind === 'dead-letter-found' ? this.#hearDeadLetter(entry) : undefined;
  }

  #hearDeadLetter(entry: DeadLetterFound): Violation | undefined {
    const most = this.#failures.get(`${entry.group}/${messageKey(entry)}`);
    if (most === undefined) return violation(entry, 'never failed', 'its group had not failed it');
    if (most < this.#limit) {
      return violation(
        entry,
        'too early',
        `its group had failed it ${most + 1} times, not ${this.#limit + 1}`,
      );
    }
    if (entry.reconsumeTimes <= this.#limit) {
      return violation(entry, 'wrong count', `it says that it failed ${entry.reconsumeTimes} times`);
    }
    return undefined;
  }
}

function violation(letter: DeadLetterFound, kind: string, why: string): Violation {
  const { group, key, ordinal } = letter;
  return {
    oracle: NAME,
    message: `message ${ordinal} of key ${key} is among the dead letters of group ${group}: ${why}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

/** @param limit retries before a message that fails once more is a dead letter */
export function deadLetters(limit: number): Oracle {
  return {
    name: NAME,
    doc: 'A message is a dead letter only after its group has failed it as often as it may.',
    judge: () => new DeadLettersJudge(limit),
  };
}
