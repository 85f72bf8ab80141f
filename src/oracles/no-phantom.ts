// Promise: what is delivered was sent, is whole, and was not refused.
//
// Why it matters: a message out of nothing, with another's body, or one whose sender was told that it certainly was not stored, makes the
// receiver act on something that never happened. A message whose send ended unknown may be delivered.
//
// Smallest violating history: send of k/0 rejected; delivered k/0.

import type { Recorded } from '../history/history.ts';
import type { DeliveryStarted, MessageEntry, SendCompleted, SendInvoked } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'no-phantom';

interface Sent {
  readonly invoked: SendInvoked;
  isRejected: boolean;
  /** Some send of it was not rejected. */
  mayBeStored: boolean;
}

class NoPhantomJudge implements Judge {
  readonly #sent = new MessageMap<Sent>();
  readonly #delivered = new MessageMap<DeliveryStarted>();

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'send-invoked':
        this.#hearSend(entry);
        return undefined;
      case 'send-completed':
        return this.#hearEnd(entry);
      case 'delivery-started':
        return this.#hearDelivery(entry);
      default:
        return undefined;
    }
  }

  /** What is sent again may be stored by what was sent before. */
  #hearSend(invoked: SendInvoked): void {
    const mayBeStored = this.#sent.get(invoked)?.mayBeStored ?? false;
    this.#sent.set(invoked, { invoked, isRejected: false, mayBeStored });
  }

  #hearEnd(entry: SendCompleted): Violation | undefined {
    const sent = this.#sent.get(entry);
    if (entry.outcome === 'rejected' && sent?.mayBeStored !== true) return this.#hearRejection(entry);
    if (sent !== undefined) sent.mayBeStored = true;
    return undefined;
  }

  #hearRejection(entry: SendCompleted): Violation | undefined {
    const sent = this.#sent.get(entry);
    if (sent !== undefined) sent.isRejected = true;
    const delivery = this.#delivered.get(entry);
    return delivery === undefined
      ? undefined
      : violation(delivery, 'refused', `its send was rejected afterwards: ${entry.reason}`);
  }

  #hearDelivery(entry: DeliveryStarted): Violation | undefined {
    const sent = this.#sent.get(entry);
    if (sent === undefined) return violation(entry, 'never sent', 'nobody sent it');
    if (sent.isRejected)
      return violation(entry, 'refused', 'its send had been rejected as certainly not stored');
    if (sent.invoked.bodyCrc !== entry.bodyCrc) {
      return violation(
        entry,
        'other body',
        `its body has CRC ${entry.bodyCrc}, sent was ${sent.invoked.bodyCrc}`,
      );
    }
    this.#delivered.set(entry, entry);
    return undefined;
  }
}

function violation(delivery: DeliveryStarted, kind: string, why: string): Violation {
  const { group, key, ordinal, place } = delivery;
  return {
    oracle: NAME,
    message:
      `group ${group} got message ${ordinal} of key ${key} from ${place.brokerName} queue ${place.queueId} ` +
      `offset ${place.queueOffset}: ${why}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

export const noPhantom: Oracle = {
  name: NAME,
  doc: 'What is delivered was sent, has the body that was sent, and was not refused.',
  judge: () => new NoPhantomJudge(),
};
