// Promise: what a service has written into its outbox is handled by every subscribed group at least once, at the latest some bounded time after
// all faults have healed, whatever became of the service and its sends meanwhile (mission H).
//
// Why it matters: the outbox is written together with what the message is about. A message that it has and readers never get is a payment that was
// made and never booked; nobody else knows that it is missing, for no broker acknowledged it.
//
// Under asynchronous flush a power loss of a broker may take what a look-up has just found, and what was acknowledged (facts 9.1 D2): then nothing is
// owed.
//
// Smallest violating history: k/0 kept in the outbox; settled without a successful delivery of k/0.

import type { Recorded } from '../history/history.ts';
import { type MessageEntry, type MessageName, messageKey } from './message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';

const NAME = 'outbox-delivered';

class OutboxDeliveredJudge implements Judge {
  readonly #promises: Promises;
  readonly #kept = new Map<string, MessageName>();
  readonly #sent = new Set<string>();
  /** Message keys by group. */
  readonly #handled = new Map<string, Set<string>>();
  readonly #powerless = new Set<string>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): undefined {
    if (entry.kind === 'outbox-kept') this.#kept.set(messageKey(entry), entry);
    else if (entry.kind === 'send-invoked') this.#sent.add(messageKey(entry));
    else if (entry.kind === 'delivery-completed' && entry.isSuccess) {
      const handled = this.#handled.get(entry.group) ?? new Set();
      this.#handled.set(entry.group, handled.add(messageKey(entry)));
    } else if (entry.kind === 'machine-ended' && entry.how === 'power-lost') this.#powerless.add(machine);
  }

  settle({ groups, settleSeconds, brokerDisks }: SettledWorld): Violation | undefined {
    const hasLostPower = [...this.#powerless].some((machine) => brokerDisks.has(machine));
    if (this.#promises.flush === 'asynchronous' && hasLostPower) return undefined;
    for (const group of groups) {
      for (const [name, { key, ordinal }] of this.#kept) {
        if (this.#handled.get(group)?.has(name) === true) continue;
        const wasSent = this.#sent.has(name);
        return {
          oracle: NAME,
          message:
            `message ${ordinal} of key ${key} was in the outbox, and group ${group} had not handled it ${settleSeconds} s after the last ` +
            `fault healed; it was ${wasSent ? 'sent' : 'never sent'}`,
          fingerprint: `${NAME}: ${wasSent ? 'sent and not handled' : 'never sent'}`,
        };
      }
    }
    return undefined;
  }
}

export const outboxDelivered: Oracle = {
  name: NAME,
  doc: 'What a service has written into its outbox is handled by every subscribed group within a bounded time after the last fault has healed.',
  judge: (promises) => new OutboxDeliveredJudge(promises),
};
