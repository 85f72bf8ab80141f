// A listener for messages that may come more than once and must take effect once (mission row B2). What a message means is worked out as often
// as it comes; what it changes goes to a store together with the id of the message, in one atomic write, so that a crash leaves both or neither.
//
// The id says which messages are the same. The producer's own id, the default, stays when the producer resends and when a failed message comes
// back. It does not when somebody sends the same event as another message, as an outbox does after a crash: then name a key of the business.

import { AssertionError } from '../../base/assert.ts';
import type { StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import type { EffectStore } from './effect-store.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { ConcurrentListener, ConsumeContext, OrderlyListener } from './listener.ts';

/** Equal for messages of which only one may take effect. */
export type MessageIdentity = (message: StoredMessage, context: ConsumeContext) => string;

export interface IdempotentConsumption {
  readonly store: EffectStore;
  /** `uniqueId` when absent. */
  readonly idOf?: MessageIdentity;
  /** What the message changes, as the store understands it. May be called again for one message, at the same time too: it changes nothing itself. */
  effectOf(message: StoredMessage, context: ConsumeContext): Uint8Array | Promise<Uint8Array>;
}

/** The producer's id; of a message without one, where it was stored first. */
export const uniqueId: MessageIdentity = ({ properties, queueOffset }, { queue }) =>
  properties.get(PROPERTY.uniqueKey) ??
  properties.get(PROPERTY.originMessageId) ??
  `${queue.topic}/${queue.brokerName}/${queue.queueId}/${queueOffset}`;

export function idempotentListener(consumption: IdempotentConsumption): ConcurrentListener {
  const effects = new Effects(consumption);
  return {
    mode: 'concurrent',
    consume: async (messages, context) => {
      const succeeded = await effects.takeAll(messages, context);
      return succeeded === messages.length ? 'success' : { failedFrom: succeeded, delayLevel: 0 };
    },
  };
}

export function idempotentOrderlyListener(consumption: IdempotentConsumption): OrderlyListener {
  const effects = new Effects(consumption);
  return {
    mode: 'orderly',
    consume: async (messages, context) =>
      (await effects.takeAll(messages, context)) === messages.length ? 'success' : 'suspend',
  };
}

class Effects {
  readonly #consumption: IdempotentConsumption;
  readonly #idOf: MessageIdentity;
  readonly #turns = new KeyedMutex();

  constructor(consumption: IdempotentConsumption) {
    this.#consumption = consumption;
    this.#idOf = consumption.idOf ?? uniqueId;
  }

  /** How many of them, from the first on, have taken effect. */
  async takeAll(messages: readonly StoredMessage[], context: ConsumeContext): Promise<number> {
    for (const [index, message] of messages.entries())
      if (!(await this.#take(message, context))) return index;
    return messages.length;
  }

  /** One at a time for each id. */
  async #take(message: StoredMessage, context: ConsumeContext): Promise<boolean> {
    const { store } = this.#consumption;
    const id = this.#idOf(message, context);
    let hasTaken = false;
    await this.#turns.run(id, async () => {
      try {
        await store.apply(id, await this.#consumption.effectOf(message, context));
        hasTaken = true;
      } catch (error) {
        if (error instanceof AssertionError) throw error;
      }
    });
    return hasTaken;
  }
}
