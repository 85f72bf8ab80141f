// Gives messages back that a consumer could not consume: the broker that has the message is asked to deliver it later; where that fails, a
// copy is sent to the group's retry topic on any broker (DefaultMQPushConsumerImpl.java `sendMessageBack`).

import type { Message, StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { retryTopic } from '../message/topic-name.ts';
import { ClientError } from './client-error.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { HeldQueue } from './held-queue.ts';
import type { ReturnUnanswered } from './observations.ts';
import { Producer } from './producer.ts';

const FIRST_RETRY_LEVEL = 3;
const ENDLESS = 0x7fffffff;

export class MessageReturn {
  readonly #core: ConsumerCore;
  readonly #producer: Producer;

  constructor(core: ConsumerCore) {
    this.#core = core;
    this.#producer = Producer.inner(core.instance);
  }

  /** How often an orderly consumer tries a message again; endlessly when not said. */
  get orderlyLimit(): number {
    return this.#core.options.maxReconsumeTimes ?? ENDLESS;
  }

  /**
   * Without order. True: the broker will deliver it again, or has put it among the dead letters.
   * @param delayLevel 0: by the number of failures; negative: dead letter at once
   */
  async giveBack(held: HeldQueue, message: StoredMessage, delayLevel: number): Promise<boolean> {
    const { instance, member, options, parts } = this.#core;
    const address = instance.routes.master(held.queue.brokerName);
    const limit = parts.retryLimit(options.maxReconsumeTimes);
    const back = { group: member.group, message, delayLevel, maxReconsumeTimes: limit };
    if (address !== undefined && parts.isTakenBack(await instance.requests.sendBack(address, back)))
      return true;
    const unanswered: ReturnUnanswered = {
      kind: 'client.return-unanswered',
      ...member,
      queue: held.queue,
      message,
    };
    instance.environment.observe(unanswered);
    return this.#sendCopy(message, limit);
  }

  /** In order, after the last attempt: the broker makes a dead letter of it. */
  giveUp(message: StoredMessage): Promise<boolean> {
    return this.#sendCopy(message, this.orderlyLimit);
  }

  async #sendCopy(message: StoredMessage, maxReconsumeTimes: number): Promise<boolean> {
    const copy = retryCopy(message, this.#core.member.group, maxReconsumeTimes);
    try {
      const result = await this.#producer.send(copy);
      return result.kind === 'acknowledged' || result.kind === 'stored';
    } catch (error) {
      // With what it says of its failures, it may be larger than a message can be.
      if (error instanceof ClientError) return false;
      throw error;
    }
  }
}

function retryCopy(message: StoredMessage, group: string, maxReconsumeTimes: number): Message {
  const properties = new Map(message.properties);
  const origin = properties.get(PROPERTY.originMessageId) ?? '';
  if (origin.trim() === '') {
    const uniqueKey = properties.get(PROPERTY.uniqueKey);
    if (uniqueKey !== undefined) properties.set(PROPERTY.originMessageId, uniqueKey);
  }
  properties.set(PROPERTY.retryTopic, message.topic);
  properties.set(PROPERTY.reconsumeTime, String(message.reconsumeTimes + 1));
  properties.set(PROPERTY.maxReconsumeTimes, String(maxReconsumeTimes));
  properties.delete(PROPERTY.transactionPrepared);
  properties.set(PROPERTY.delayLevel, String(FIRST_RETRY_LEVEL + message.reconsumeTimes));
  return { topic: retryTopic(group), body: message.body, properties, flag: message.flag };
}

/** A message of the retry topic as its consumer knows it: of the topic to which it was sent. */
export function asSent(message: StoredMessage, group: string): StoredMessage {
  const topic = message.properties.get(PROPERTY.retryTopic);
  return topic !== undefined && message.topic === retryTopic(group) ? { ...message, topic } : message;
}
