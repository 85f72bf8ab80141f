// Known bad (mission A2): the next message of a key is sent without waiting for the acknowledgement of the last. Both go to one queue, but the
// network, a resend or the broker's threads may swap them.

import type { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import {
  type KeyedSender,
  type KeyedSenderOptions,
  OneByOneSender,
} from '../../src/messaging/client/keyed-sender.ts';
import type { Producer } from '../../src/messaging/client/producer.ts';
import type { SendResult } from '../../src/messaging/client/send-result.ts';
import type { Message } from '../../src/messaging/message/message.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

/** Gives each message a sender of its own, which knows of no earlier message; the queue is still chosen by the key. */
class PipelinedSender implements KeyedSender {
  readonly #instance: ClientInstance;
  readonly #producer: Producer;
  readonly #options: Partial<KeyedSenderOptions>;
  readonly #senders: OneByOneSender[] = [];
  #isStopped = false;

  constructor(instance: ClientInstance, producer: Producer, options: Partial<KeyedSenderOptions>) {
    this.#instance = instance;
    this.#producer = producer;
    this.#options = options;
  }

  send(key: string, message: Message): Promise<SendResult> {
    const sender = new OneByOneSender(this.#instance, this.#producer, this.#options);
    this.#senders.push(sender);
    if (this.#isStopped) sender.stop();
    return sender.send(key, message);
  }

  stop(): void {
    this.#isStopped = true;
    for (const sender of this.#senders) sender.stop();
  }
}

export const pipelinedSends: Design = {
  name: 'pipelined-sends',
  doc: 'Sends the next message of a key before the last is acknowledged.',
  options: baseline.options,
  parts: { makeKeyedSender: (...given) => new PipelinedSender(...given) },
  limits: baseline.limits,
  defect: { source: 'mission row A2', oracle: 'order-per-key', scenario: 'order-lifecycle' },
};
