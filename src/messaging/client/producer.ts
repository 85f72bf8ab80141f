// Sends messages: validates, finds the route, picks a queue, tries again elsewhere within count and time (facts 6). Keeping the
// messages of a key in order takes more: see keyed-sender.ts.

import { assert } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { PROPERTY } from '../message/properties.ts';
import { BackPressure } from './back-pressure.ts';
import { ClientError } from './client-error.ts';
import type { ClientInstance, TransactionQuestion } from './client-instance.ts';
import { CLIENT_PARTS, type ClientParts } from './client-parts.ts';
import { monotonicMs } from './monotonic.ts';
import { batchParcel, type Parcel, parcelOf } from './parcel.ts';
import { PRODUCER_DEFAULTS, type ProducerOptions, type ProducerSettings } from './producer-options.ts';
import type { MessageQueueSelector } from './queue-selector.ts';
import { QueueTurns } from './queue-turns.ts';
import { SendAttempts } from './send-attempt.ts';
import type { OnewayResult, SendResult } from './send-result.ts';
import { type Destination, SendRounds, type SendTime } from './send-rounds.ts';
import type { PublishInfo } from './topic-queues.ts';
import {
  checkBatch,
  checkBatchSize,
  checkGroup,
  checkMessage,
  checkPropertiesText,
  checkQueue,
} from './validation.ts';

export interface SendOptions {
  /** Of the whole send, all attempts together; the producer's own when not said. */
  readonly timeoutMs?: number;
}

export interface SendToOptions extends SendOptions {
  /** Only to this queue. */
  readonly queue?: MessageQueue | undefined;
}

export interface QueueWish {
  /** The producer's own when not said. */
  readonly selector?: MessageQueueSelector | undefined;
  /** Only a queue of a static list. */
  readonly requiresStaticQueues?: boolean;
}

/** MixAll.java `CLIENT_INNER_PRODUCER_GROUP`. */
const INNER_GROUP = 'CLIENT_INNER_PRODUCER';

export class Producer {
  readonly #instance: ClientInstance;
  readonly #options: ProducerOptions;
  readonly #parts: ClientParts;
  readonly #attempts: SendAttempts;
  readonly #turns: QueueTurns;
  readonly #rounds: SendRounds;
  readonly #backPressure: BackPressure | undefined;
  readonly #topics = new Set<string>();
  #answersTransactions: ((question: TransactionQuestion) => void) | undefined;
  #state: 'created' | 'running' | 'stopped' = 'created';

  /** @throws ClientError `invalid-group` */
  constructor(instance: ClientInstance, settings: ProducerSettings, parts: Partial<ClientParts> = {}) {
    checkGroup(settings.group);
    this.#instance = instance;
    this.#options = withDefaults(PRODUCER_DEFAULTS, settings);
    this.#parts = withDefaults(CLIENT_PARTS, parts);
    this.#attempts = new SendAttempts(instance, this.#options);
    const { latencyFaults, backPressure } = this.#options;
    const { environment } = instance;
    this.#turns = new QueueTurns(environment, this.#parts.chooseQueue, latencyFaults);
    if (backPressure !== undefined) this.#backPressure = new BackPressure(environment.timers, backPressure);
    this.#rounds = new SendRounds({
      environment,
      options: this.#options,
      parts: this.#parts,
      attempts: this.#attempts,
      turns: this.#turns,
    });
  }

  /** For what a consumer sends itself: it runs with its consumer, and brokers do not hear of it. */
  static inner(instance: ClientInstance): Producer {
    const producer = new Producer(instance, { group: INNER_GROUP });
    producer.#state = 'running';
    return producer;
  }

  /** @throws ClientError `already-started`, `group-exists`, `not-running` */
  async start(): Promise<void> {
    if (this.#state !== 'created') throw new ClientError('already-started', 'a producer starts once');
    // Brokers with the template hear of a producer before it sends anything, as until 5.1.0 (DefaultMQProducerImpl.java).
    this.#topics.add(this.#options.templateTopic);
    this.#instance.joinProducer({
      group: this.#options.group,
      topics: () => this.#topics,
      checkTransaction: this.#answersTransactions,
    });
    this.#state = 'running';
    await this.#instance.beat();
  }

  /** Called for each transaction of the group that a broker asks about; to be said before the start. */
  answerTransactions(answer: (question: TransactionQuestion) => void): void {
    assert(this.#state === 'created', 'too late to answer for transactions', this.#state);
    this.#answersTransactions = answer;
  }

  /** Idempotent. Sends under way go on. */
  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'stopped';
      await this.#instance.leaveProducer(this.#options.group);
    }
    this.#state = 'stopped';
  }

  /** The message with a unique key, which all its attempts share. A message that has one keeps it. */
  stamp(message: Message): Message {
    if (message.properties.has(PROPERTY.uniqueKey)) return message;
    const properties = new Map(message.properties);
    properties.set(PROPERTY.uniqueKey, this.#instance.nextUniqueKey());
    return { ...message, properties };
  }

  /**
   * Sends to any queue of the topic, on failure to others.
   * @throws ClientError for what is wrong with the message or the state; what happens on the way is in the result
   */
  async send(message: Message, options: SendOptions = {}): Promise<SendResult> {
    return this.#sendParcel(this.#checkedParcelOf(message), options);
  }

  /**
   * Sends messages of one topic in one request to one queue, where they are stored back to back, all or none.
   * @throws ClientError as `send`, and `invalid-batch`
   */
  async sendBatch(messages: readonly Message[], options: SendOptions = {}): Promise<SendResult> {
    return this.#sendParcel(this.#batchParcelOf(messages), options);
  }

  /** Sends to one queue, once. @throws ClientError */
  async sendTo(queue: MessageQueue, message: Message, options: SendOptions = {}): Promise<SendResult> {
    const parcel = this.#checkedParcelOf(message);
    checkQueue(queue, message.topic);
    this.#topics.add(message.topic);
    const timeoutMs = options.timeoutMs ?? this.#options.sendTimeoutMs;
    return this.#attempts.send({ queue, parcel, number: 1, timeoutMs, isInTurn: false });
  }

  /** Sends to the queue that the selector picks for the key, once. @throws ClientError */
  async sendSelected(
    message: Message,
    key: string,
    options: SendOptions & QueueWish = {},
  ): Promise<SendResult> {
    const parcel = this.#checkedParcelOf(message);
    const { startMs, timeoutMs } = this.#timeOf(options);
    const queue = await this.queueFor(message, key, options);
    if (queue === undefined) return noRoute(message.topic);
    checkQueue(queue, message.topic);
    const leftMs = timeoutMs - (this.#nowMs() - startMs);
    if (leftMs < 0) return { kind: 'rejected', failure: { reason: 'time-out' } };
    return this.#attempts.send({ queue, parcel, number: 1, timeoutMs: leftMs, isInTurn: false });
  }

  /**
   * Sends as clients of RocketMQ do that give a callback: to any queue of the topic and on failure to others, or to one queue and on failure
   * again to it; its own number of retries, none when a broker refuses. Several messages travel as by `sendBatch`.
   * @throws ClientError as `send` and `sendBatch`, and `invalid-queue`
   */
  async sendAsync(given: Message | readonly Message[], options: SendToOptions = {}): Promise<SendResult> {
    const isBatch = Array.isArray(given);
    const parcel = isBatch ? this.#batchParcelOf(given) : this.#checkedParcelOf(given as Message);
    if (options.queue !== undefined) checkQueue(options.queue, parcel.topic);
    this.#topics.add(parcel.topic);
    const bytes = isBatch ? parcel.body.length : (given as Message).body.length;
    return this.#sendParcelAsync(parcel, bytes, options);
  }

  /** Hands a message to the network and forgets it: to any queue, or to the given one. @throws ClientError */
  async sendOneway(message: Message, { queue }: Pick<SendToOptions, 'queue'> = {}): Promise<OnewayResult> {
    const parcel = this.#checkedParcelOf(message);
    if (queue !== undefined) checkQueue(queue, message.topic);
    const destination = await this.#destination(message.topic, queue);
    if (destination === undefined) {
      return { kind: 'rejected', failure: { reason: 'no-route', topic: message.topic } };
    }
    const isInTurn = destination.kind === 'in-turn';
    const chosen = isInTurn ? this.#turns.next(message.topic, destination.info) : destination.queue;
    const timeoutMs = this.#options.sendTimeoutMs;
    return this.#attempts.sendOneway({ queue: chosen, parcel, number: 1, timeoutMs, isInTurn });
  }

  /** The queue for a key by the present route; undefined when the topic has none that will do. */
  async queueFor(message: Message, key: string, wish: QueueWish = {}): Promise<MessageQueue | undefined> {
    const info = await this.#publishInfo(message.topic);
    if (info === undefined || info.queues.length === 0) return undefined;
    if (wish.requiresStaticQueues === true && !info.isOrdered) {
      await this.#instance.routes.update(message.topic);
      return undefined;
    }
    const select = wish.selector ?? this.#parts.selectQueue;
    return select({ queues: info.queues, message, key, random: this.#instance.environment.random });
  }

  async #sendParcel(parcel: Parcel, options: SendOptions): Promise<SendResult> {
    const time = this.#timeOf(options);
    const info = await this.#publishInfo(parcel.topic);
    if (info === undefined || info.queues.length === 0) return noRoute(parcel.topic);
    return this.#rounds.send(parcel, info, time);
  }

  async #sendParcelAsync(parcel: Parcel, bytes: number, options: SendToOptions): Promise<SendResult> {
    const time = this.#timeOf(options);
    if (this.#backPressure !== undefined && !(await this.#backPressure.enter(bytes, time.timeoutMs)))
      return { kind: 'rejected', failure: { reason: 'time-out' } };
    // From the caller's thread to one of those that send.
    await this.#instance.environment.interleave('client.async-send');
    const destination = await this.#destination(parcel.topic, options.queue);
    const result =
      destination === undefined
        ? noRoute(parcel.topic)
        : await this.#rounds.sendAsync(parcel, destination, time);
    this.#backPressure?.leave(bytes);
    return result;
  }

  async #destination(topic: string, queue: MessageQueue | undefined): Promise<Destination | undefined> {
    if (queue !== undefined) return { kind: 'queue', queue };
    const info = await this.#publishInfo(topic);
    return info === undefined || info.queues.length === 0 ? undefined : { kind: 'in-turn', info };
  }

  /** From the known route, a fresh one, or the template's when the name server knows no such topic. */
  async #publishInfo(topic: string): Promise<PublishInfo | undefined> {
    const { routes } = this.#instance;
    this.#topics.add(topic);
    const known = routes.get(topic);
    if (known !== undefined && known.publish.queues.length > 0) return known.publish;
    const answer = await routes.update(topic);
    if (answer === 'absent' && routes.get(topic) === undefined) {
      const { templateTopic, templateQueueCount } = this.#options;
      await routes.updateFromTemplate(topic, templateTopic, templateQueueCount);
    }
    return routes.get(topic)?.publish;
  }

  #checkedParcelOf(message: Message): Parcel {
    this.#check(message);
    const parcel = parcelOf(this.stamp(message), this.#options.compressFromBytes);
    checkPropertiesText(parcel.properties);
    return parcel;
  }

  #batchParcelOf(messages: readonly Message[]): Parcel {
    this.#checkRunning();
    checkBatch(messages, this.#options.maxBodyBytes);
    const stamped = messages.map((message) => this.stamp(message));
    const parcel = batchParcel(stamped, this.#instance.nextUniqueKey());
    checkBatchSize(parcel.body.length, this.#options.maxBodyBytes);
    return parcel;
  }

  #check(message: Message): void {
    this.#checkRunning();
    checkMessage(message, this.#options.maxBodyBytes);
  }

  #timeOf({ timeoutMs = this.#options.sendTimeoutMs }: SendOptions): SendTime {
    return { startMs: this.#nowMs(), timeoutMs };
  }

  #checkRunning(): void {
    if (this.#state !== 'running') throw new ClientError('not-running', `the producer is ${this.#state}`);
  }

  #nowMs(): number {
    return monotonicMs(this.#instance.environment.clock);
  }
}

function noRoute(topic: string): SendResult {
  return { kind: 'rejected', failure: { reason: 'no-route', topic } };
}
