// Sends messages: validates, finds the route, picks a queue, tries again elsewhere within count and time (facts 6). Keeping the
// messages of a key in order takes more: see keyed-sender.ts.

import { assert } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { PROPERTY } from '../message/properties.ts';
import { type AttemptOutcome, BrokerLatencies } from './broker-latencies.ts';
import { ClientError } from './client-error.ts';
import type { ClientInstance } from './client-instance.ts';
import { CLIENT_PARTS, type ClientParts } from './client-parts.ts';
import { monotonicMs } from './monotonic.ts';
import { batchParcel, type Parcel, parcelOf } from './parcel.ts';
import { PRODUCER_DEFAULTS, type ProducerOptions, type ProducerSettings } from './producer-options.ts';
import type { MessageQueueSelector } from './queue-selector.ts';
import { SendAttempts } from './send-attempt.ts';
import type { OnewayResult, SendResult } from './send-result.ts';
import type { PublishInfo } from './topic-queues.ts';
import { checkBatch, checkGroup, checkMessage } from './validation.ts';

export interface SendOptions {
  /** Of the whole send, all attempts together; the producer's own when not said. */
  readonly timeoutMs?: number;
}

export interface QueueWish {
  /** The producer's own when not said. */
  readonly selector?: MessageQueueSelector | undefined;
  /** Only a queue of a static list. */
  readonly requiresStaticQueues?: boolean;
}

/** MixAll.java `CLIENT_INNER_PRODUCER_GROUP`. */
const INNER_GROUP = 'CLIENT_INNER_PRODUCER';

type Unsuccessful = Exclude<SendResult, { kind: 'acknowledged' }>;

export class Producer {
  readonly #instance: ClientInstance;
  readonly #options: ProducerOptions;
  readonly #parts: ClientParts;
  readonly #attempts: SendAttempts;
  readonly #latencies: BrokerLatencies | undefined;
  readonly #topics = new Set<string>();
  /** Per topic, the count that rotates its queues. */
  readonly #counters = new Map<string, number>();
  #state: 'created' | 'running' | 'stopped' = 'created';

  /** @throws ClientError `invalid-group` */
  constructor(instance: ClientInstance, settings: ProducerSettings, parts: Partial<ClientParts> = {}) {
    checkGroup(settings.group);
    this.#instance = instance;
    this.#options = withDefaults(PRODUCER_DEFAULTS, settings);
    this.#parts = withDefaults(CLIENT_PARTS, parts);
    this.#attempts = new SendAttempts(instance, this.#options);
    const { latencyFaults } = this.#options;
    if (latencyFaults !== undefined) {
      this.#latencies = new BrokerLatencies(instance.environment.clock, latencyFaults);
    }
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
    this.#instance.joinProducer({ group: this.#options.group, topics: () => this.#topics });
    this.#state = 'running';
    await this.#instance.beat();
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
    this.#check(message);
    return this.#sendParcel(this.#parcelOf(message), options);
  }

  /**
   * Sends messages of one topic in one request to one queue, where they are stored back to back, all or none.
   * @throws ClientError as `send`, and `invalid-batch`
   */
  async sendBatch(messages: readonly Message[], options: SendOptions = {}): Promise<SendResult> {
    this.#checkRunning();
    checkBatch(messages, this.#options.maxBodyBytes);
    const parcel = batchParcel(
      messages.map((message) => this.stamp(message)),
      this.#instance.nextUniqueKey(),
    );
    if (parcel.body.length > this.#options.maxBodyBytes) {
      const problem = `the batch has ${parcel.body.length} bytes, more than ${this.#options.maxBodyBytes}`;
      throw new ClientError('invalid-batch', `${problem}: send it in parts`);
    }
    return this.#sendParcel(parcel, options);
  }

  /** Sends to one queue, once. @throws ClientError */
  async sendTo(queue: MessageQueue, message: Message, options: SendOptions = {}): Promise<SendResult> {
    this.#check(message);
    if (queue.topic !== message.topic) {
      throw new ClientError('invalid-queue', `a message of ${message.topic} for a queue of ${queue.topic}`);
    }
    this.#topics.add(message.topic);
    const timeoutMs = options.timeoutMs ?? this.#options.sendTimeoutMs;
    return this.#attempts.send({ queue, parcel: this.#parcelOf(message), number: 1, timeoutMs });
  }

  /** Sends to the queue that the selector picks for the key, once. @throws ClientError */
  async sendSelected(
    message: Message,
    key: string,
    options: SendOptions & QueueWish = {},
  ): Promise<SendResult> {
    this.#check(message);
    const startMs = this.#nowMs();
    const timeoutMs = options.timeoutMs ?? this.#options.sendTimeoutMs;
    const queue = await this.queueFor(message, key, options);
    if (queue === undefined) return noRoute(message.topic);
    const leftMs = timeoutMs - (this.#nowMs() - startMs);
    if (leftMs < 0) return { kind: 'rejected', failure: { reason: 'time-out' } };
    return this.sendTo(queue, message, { timeoutMs: leftMs });
  }

  /** Hands a message to the network and forgets it. @throws ClientError */
  async sendOneway(message: Message): Promise<OnewayResult> {
    this.#check(message);
    const parcel = this.#parcelOf(message);
    const info = await this.#publishInfo(message.topic);
    if (info === undefined || info.queues.length === 0) {
      return { kind: 'rejected', failure: { reason: 'no-route', topic: message.topic } };
    }
    const queue = this.#nextQueue(message.topic, info, undefined);
    const timeoutMs = this.#options.sendTimeoutMs;
    return this.#attempts.sendOneway({ queue, parcel, number: 1, timeoutMs });
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
    const startMs = this.#nowMs();
    const timeoutMs = options.timeoutMs ?? this.#options.sendTimeoutMs;
    const info = await this.#publishInfo(parcel.topic);
    if (info === undefined || info.queues.length === 0) return noRoute(parcel.topic);
    return this.#sendInTurn(parcel, info, { startMs, timeoutMs });
  }

  async #sendInTurn(
    parcel: Parcel,
    info: PublishInfo,
    time: { readonly startMs: number; readonly timeoutMs: number },
  ): Promise<SendResult> {
    const { timeoutMs } = time;
    const maxAttempts = this.#options.retryCount + 1;
    let worst: Unsuccessful | undefined;
    let avoidBroker: string | undefined;
    for (let number = 1; ; number += 1) {
      const elapsedMs = this.#nowMs() - time.startMs;
      if (elapsedMs > timeoutMs) return worst ?? { kind: 'rejected', failure: { reason: 'time-out' } };
      const queue = this.#nextQueue(parcel.topic, info, avoidBroker);
      const attemptMs = timeoutMs - elapsedMs;
      const result = await this.#attempts.send({ queue, parcel, number, timeoutMs: attemptMs });
      const sinceStartMs = this.#nowMs() - time.startMs;
      this.#latencies?.learn(queue.brokerName, sinceStartMs - elapsedMs, outcomeOf(result));
      if (result.kind === 'acknowledged') return result;
      worst = worse(worst, result);
      const question = {
        result,
        attempts: number,
        maxAttempts,
        elapsedMs: sinceStartMs,
        timeoutMs,
        retriesWhenNotSafe: this.#options.retriesWhenNotSafe,
      };
      if (!this.#parts.shouldRetry(question)) return worst;
      avoidBroker = queue.brokerName;
    }
  }

  #nextQueue(topic: string, info: PublishInfo, avoidBroker: string | undefined): MessageQueue {
    assert(info.queues.length > 0, 'no queue of the topic', topic);
    const { random } = this.#instance.environment;
    const health = this.#latencies;
    const known = health !== undefined && avoidBroker !== undefined ? undefined : this.#counters.get(topic);
    const counter = known ?? random.below(info.queues.length);
    const choice = this.#parts.chooseQueue({ queues: info.queues, counter, avoidBroker, health });
    this.#counters.set(topic, choice.counter);
    return choice.queue;
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

  #parcelOf(message: Message): Parcel {
    return parcelOf(this.stamp(message), this.#options.compressFromBytes);
  }

  #check(message: Message): void {
    this.#checkRunning();
    checkMessage(message, this.#options.maxBodyBytes);
  }

  #checkRunning(): void {
    if (this.#state !== 'running') throw new ClientError('not-running', `the producer is ${this.#state}`);
  }

  #nowMs(): number {
    return monotonicMs(this.#instance.environment.clock);
  }
}

function outcomeOf(result: SendResult): AttemptOutcome {
  if (result.kind === 'acknowledged' || result.kind === 'stored') return 'answered';
  return result.failure.reason === 'refused' ? 'refused' : 'failed';
}

function noRoute(topic: string): SendResult {
  return { kind: 'rejected', failure: { reason: 'no-route', topic } };
}

/** What is true of a message after several attempts: stored if one says so, else unknown if one might have stored it. */
function worse(before: Unsuccessful | undefined, last: Unsuccessful): Unsuccessful {
  if (before === undefined || last.kind === 'stored') return last;
  if (before.kind === 'stored') return before;
  return before.kind === 'unknown' && last.kind === 'rejected'
    ? { kind: 'unknown', failure: last.failure }
    : last;
}
