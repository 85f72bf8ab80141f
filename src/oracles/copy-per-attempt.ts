// Promise: a message lies in no more places than attempts were made to send it: a producer sends nothing twice on its own account, and a broker
// stores what it is sent once (facts 6.4; mission B1).
//
// Why it matters: duplicates come from repetitions, whose senders know of them. One that nobody caused has no unknown outcome to explain it, and a
// one-way send, which nobody repeats, must never be two messages.
//
// Smallest violating history: k/0 sent with one attempt; delivered from offset 0 and from offset 1.

import type { Recorded } from '../history/history.ts';
import { type DeliveryStarted, type MessageEntry, messageKey, type SendInvoked } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { queueKey } from './store-entry.ts';

const NAME = 'copy-per-attempt';

interface Sent {
  /** Undefined: some send of it may be tried without a limit. */
  attempts: number | undefined;
  readonly places: Set<string>;
}

class CopyPerAttemptJudge implements Judge {
  readonly #messages = new Map<string, Sent>();

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind === 'send-invoked') this.#hearSend(entry);
    else if (entry.kind === 'delivery-started') return this.#hearDelivery(entry);
    return undefined;
  }

  #hearSend(entry: SendInvoked): void {
    const key = messageKey(entry);
    const sent = this.#messages.get(key) ?? { attempts: 0, places: new Set() };
    sent.attempts =
      sent.attempts === undefined || entry.attempts === undefined
        ? undefined
        : sent.attempts + entry.attempts;
    this.#messages.set(key, sent);
  }

  /** Copies that a retry topic brings are no copies of the producer. */
  #hearDelivery(entry: DeliveryStarted): Violation | undefined {
    const { place, topic, key, ordinal } = entry;
    const sent = this.#messages.get(messageKey(entry));
    if (sent?.attempts === undefined || place.topic !== undefined) return undefined;
    const queue = queueKey(place.brokerName, { topic, queueId: place.queueId });
    sent.places.add(`${queue}/${place.queueOffset}`);
    if (sent.places.size <= sent.attempts) return undefined;
    return {
      oracle: NAME,
      message: `message ${ordinal} of key ${key} lies in ${[...sent.places].join(' and ')}, and ${sent.attempts} attempts at most were made to send it`,
      fingerprint: `${NAME}: a copy that no attempt explains`,
    };
  }
}

export const copyPerAttempt: Oracle = {
  name: NAME,
  doc: 'A message lies in no more places than attempts were made to send it; a one-way send is never doubled.',
  judge: () => new CopyPerAttemptJudge(),
};
