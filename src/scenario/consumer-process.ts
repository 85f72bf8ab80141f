// A process that consumes the workload's topic and records every delivery; where handlers may fail, it also looks for dead letters.

import { encodeText } from '../base/bytes.ts';
import { crc32Of31Bits } from '../base/crc32.ts';
import { withDefaults } from '../base/defaults.ts';
import type { Environment } from '../environment/environment.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import type { History } from '../history/history.ts';
import {
  type Allocate,
  allocateAveragely,
  allocateByCircle,
  allocateByConsistentHash,
} from '../messaging/client/allocation.ts';
import { ClientInstance } from '../messaging/client/client-instance.ts';
import type { ClientParts } from '../messaging/client/client-parts.ts';
import type { ConsumerSettings } from '../messaging/client/consumer-options.ts';
import { idempotentListener, type MessageIdentity } from '../messaging/client/idempotent-listener.ts';
import type { ConcurrentListener, MessageListener } from '../messaging/client/listener.ts';
import { Producer } from '../messaging/client/producer.ts';
import { PushConsumer } from '../messaging/client/push-consumer.ts';
import type { StoredMessage } from '../messaging/message/message.ts';
import type { MessageQueue } from '../messaging/message/message-queue.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { deadLetterTopic } from '../messaging/message/topic-name.ts';
import { ALL_TAGS } from '../messaging/protocol/subscription-data.ts';
import type { MessageEntry, MessageName, QueuePlace } from '../oracles/message-entry.ts';
import { messageNameOf } from '../oracles/message-name.ts';
import { CreditDesk, resend } from './bank/credit.ts';
import type { ChannelDefinition, Delivery } from './channel.ts';
import type { Conditions } from './conditions.ts';
import { RemoteEffects } from './effect-database.ts';
import { effectText } from './effect-ledger.ts';

export interface ConsumerSetUp {
  readonly nameServers: readonly string[];
  readonly channel: ChannelDefinition;
  readonly allocation: Conditions['consumerAllocation'];
  readonly parts: Partial<ClientParts>;
  readonly conditions: Pick<Conditions, 'handlingMs' | 'consumer'>;
  readonly history: History<MessageEntry>;
  /** Which messages are the same, where each takes effect once. */
  readonly idOf: MessageIdentity;
  /** Undefined: messages have no effect but what the history says. */
  readonly databaseAddress: () => string | undefined;
  /** Of the bank that is credited; undefined: there are no transfers. */
  readonly bankAddress: () => string | undefined;
}

/** A delivery whose handler has not ended. */
interface Begun {
  readonly delivery: Delivery;
  readonly place: QueuePlace;
  readonly message: StoredMessage;
  readonly queue: MessageQueue;
}

class ConsumerProcess implements RunningProcess {
  readonly #environment: Environment;
  readonly #setUp: ConsumerSetUp;
  readonly #consumers: readonly PushConsumer[];
  /** Sends dead letters again; undefined: nobody does. */
  readonly #operator: Producer | undefined;
  /** Lets a message take its effect; false: it has none. */
  readonly #take: (begun: Begun) => Promise<boolean>;

  constructor(environment: Environment, setUp: ConsumerSetUp) {
    this.#environment = environment;
    this.#setUp = setUp;
    const { channel, nameServers, parts } = setUp;
    this.#take = effectOf(environment, setUp);
    const instance = new ClientInstance(environment, { nameServers });
    const own: ConsumerSettings = {
      group: channel.group,
      subscriptions: subscriptionsOf(channel),
      consumeFrom: channel.model === 'broadcasting' ? 'last-offset' : 'first-offset',
      model: channel.model ?? 'clustering',
      maxReconsumeTimes: channel.failing?.maxReconsumeTimes,
    };
    const told = withDefaults(own, channel.consumer ?? {});
    const settings = withDefaults(told, setUp.conditions.consumer ?? {});
    const allParts = withDefaults({ allocate: allocation(setUp.allocation) }, parts);
    const consumer = new PushConsumer(instance, settings, this.#listener(), allParts);
    if (channel.transfers !== undefined) this.#operator = new Producer(instance, { group: 'operators' });
    const hasDeadLetters = channel.failing !== undefined && channel.model !== 'broadcasting';
    const undertaker = hasDeadLetters ? [this.#undertaker(instance, allParts)] : [];
    this.#consumers = [consumer, ...undertaker];
  }

  async start(): Promise<void> {
    await this.#operator?.start();
    for (const consumer of this.#consumers) await consumer.start();
  }

  async stop(): Promise<void> {
    for (const consumer of this.#consumers) await consumer.stop();
    await this.#operator?.stop();
  }

  /** A group of its own that reads the dead letters of the workload's. */
  #undertaker(instance: ClientInstance, parts: Partial<ClientParts>): PushConsumer {
    const { channel, history } = this.#setUp;
    const { group } = channel;
    const operator = this.#operator;
    const settings: ConsumerSettings = {
      group: `${group}-undertakers`,
      subscriptions: new Map([[deadLetterTopic(group), '*']]),
      consumeFrom: 'first-offset',
    };
    const consume: ConcurrentListener['consume'] = async (messages) => {
      for (const message of messages) {
        const topic = message.properties.get(PROPERTY.retryTopic) ?? message.topic;
        const name = messageNameOf({ ...message, topic }) ?? { topic, key: 'nameless', ordinal: 0 };
        const { reconsumeTimes } = message;
        history.record(this.#environment.name, { kind: 'dead-letter-found', ...name, group, reconsumeTimes });
        if (operator === undefined) continue;
        if (!(await resend(operator, name, message))) return 'later';
        history.record(this.#environment.name, { kind: 'dead-letter-resent', transfer: name.key });
      }
      return 'success';
    };
    return new PushConsumer(instance, settings, { mode: 'concurrent', consume }, parts);
  }

  #listener(): MessageListener {
    const handle = async (messages: readonly StoredMessage[], queue: MessageQueue): Promise<boolean> => {
      const deliveries = messages.map((message) => this.#begin(message, queue));
      for (const delivery of deliveries) if (!(await this.#handle(delivery))) return false;
      return true;
    };
    return this.#setUp.channel.consumption === 'orderly'
      ? {
          mode: 'orderly',
          consume: async (messages, { queue }) => ((await handle(messages, queue)) ? 'success' : 'suspend'),
        }
      : {
          mode: 'concurrent',
          consume: async (messages, { queue }) => ((await handle(messages, queue)) ? 'success' : 'later'),
        };
  }

  /** Everything that a call brings is delivered when the call begins, though its handler takes one after the other. */
  #begin(message: StoredMessage, queue: MessageQueue): Begun {
    const { history, channel } = this.#setUp;
    const name: MessageName = messageNameOf(message) ?? { topic: message.topic, key: 'nameless', ordinal: 0 };
    const { topic, key, ordinal } = name;
    const { body, reconsumeTimes, properties } = message;
    const place = placeOf(message, queue);
    history.record(this.#environment.name, {
      kind: 'delivery-started',
      topic,
      key,
      ordinal,
      group: channel.group,
      place,
      reconsumeTimes,
      bodyCrc: crc32Of31Bits(body),
      tag: properties.get(PROPERTY.tags),
    });
    return { delivery: { name, body, reconsumeTimes }, place, message, queue };
  }

  /** False: the handler failed. @throws Error when it fails by an exception */
  async #handle(begun: Begun): Promise<boolean> {
    const { delivery, place } = begun;
    const { history, channel, conditions } = this.#setUp;
    const { topic, key, ordinal } = delivery.name;
    const { reconsumeTimes } = delivery;
    const handlingMs = conditions.handlingMs + (channel.handlingMs?.(delivery) ?? 0);
    if (handlingMs > 0) await this.#environment.timers.sleep(handlingMs, 'handler');
    const isTaken = await this.#take(begun);
    const outcome = isTaken ? (channel.failing?.outcome(delivery) ?? 'success') : 'failure';
    const isSuccess = outcome === 'success';
    history.record(this.#environment.name, {
      kind: 'delivery-completed',
      topic,
      key,
      ordinal,
      group: channel.group,
      place,
      reconsumeTimes,
      isSuccess,
    });
    if (outcome === 'exception') throw new Error('a handler that throws');
    return isSuccess;
  }
}

function effectOf(
  environment: Environment,
  { channel, databaseAddress, bankAddress, idOf }: ConsumerSetUp,
): (begun: Begun) => Promise<boolean> {
  const bank = bankAddress();
  if (bank !== undefined) {
    const desk = new CreditDesk(environment, bank);
    return ({ delivery, message }) => desk.credit(delivery.name, message);
  }
  const database = databaseAddress();
  if (database === undefined) return () => Promise.resolve(true);
  const effects = effectsAt(environment, database, idOf);
  return async ({ message, queue }) =>
    (await effects.consume([message], { group: channel.group, queue })) === 'success';
}

/** The effect is the message's name; what it means knows the database. */
function effectsAt(environment: Environment, address: string, idOf: MessageIdentity): ConcurrentListener {
  const store = new RemoteEffects(environment, address);
  const effectOf = (message: StoredMessage) => {
    const name = messageNameOf(message);
    return name === undefined ? new Uint8Array() : encodeText(effectText(name));
  };
  return idempotentListener({ store, idOf, effectOf });
}

function subscriptionsOf({
  topic,
  otherTopics = [],
  subscription = ALL_TAGS,
  otherSubscription = subscription,
}: ChannelDefinition): ReadonlyMap<string, string> {
  const others = otherTopics.map((name) => [name, otherSubscription] as const);
  return new Map([[topic, subscription], ...others]);
}

function placeOf({ topic, queueOffset }: StoredMessage, queue: MessageQueue): QueuePlace {
  const { brokerName, queueId } = queue;
  if (queue.topic === topic) return { brokerName, queueId, queueOffset };
  return { topic: queue.topic, brokerName, queueId, queueOffset };
}

function allocation(name: Conditions['consumerAllocation']): Allocate {
  switch (name) {
    case 'average':
      return allocateAveragely;
    case 'average-by-circle':
      return allocateByCircle;
    case 'consistent-hash':
      return allocateByConsistentHash();
  }
}

export function consumerProgram(setUp: ConsumerSetUp): Program {
  return async (environment) => {
    const running = new ConsumerProcess(environment, setUp);
    await running.start();
    return running;
  };
}
