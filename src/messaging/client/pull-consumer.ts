// A consumer that asks for messages itself, from the queues and offsets that its user names, and divides nothing with others
// (DefaultMQPullConsumer.java). What its user says is done is persisted on schedule and at the stop.

import { withDefaults } from '../../base/defaults.ts';
import type { QueueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import type { ConsumerData } from '../protocol/heartbeat-data.ts';
import { pullMessage } from '../protocol/pull-message.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import { ALL_TAGS } from '../protocol/subscription-data.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import { BrokerOffsets } from './broker-offsets.ts';
import type { OffsetReading } from './broker-requests.ts';
import { ClientError } from './client-error.ts';
import type { ClientInstance } from './client-instance.ts';
import type { ConsumerModel } from './consumer-options.ts';
import { LocalOffsets } from './local-offsets.ts';
import { OffsetStore } from './offset-store.ts';
import { outcomeOf } from './pull-request.ts';
import { PullSources } from './pull-sources.ts';
import { matchesTags, tagSubscription } from './subscription.ts';
import { checkGroup, checkTopic } from './validation.ts';

export interface PullConsumerOptions {
  readonly group: string;
  /** Where offsets are kept: on the brokers for the group, or on the own disk. */
  readonly model: ConsumerModel;
  readonly pullTimeoutMs: number;
  /** Of a pull that waits: how long the broker may hold it, and how long the client waits for its answer. */
  readonly holdMs: number;
  readonly holdTimeoutMs: number;
}

export type PullConsumerSettings = Partial<PullConsumerOptions> & Pick<PullConsumerOptions, 'group'>;

const DEFAULTS: Omit<PullConsumerOptions, 'group'> = {
  model: 'clustering',
  pullTimeoutMs: 10_000,
  holdMs: 20_000,
  holdTimeoutMs: 30_000,
};

export interface PullQuestion {
  readonly queue: MessageQueue;
  readonly offset: QueueOffset;
  readonly maxMessages: number;
  /** `A || B`; all tags by default. */
  readonly expression?: string;
}

export type PullResult =
  | { readonly kind: 'found'; readonly messages: readonly StoredMessage[]; readonly nextOffset: QueueOffset }
  /** Nothing new, or nothing of it is wanted. */
  | { readonly kind: 'nothing'; readonly nextOffset: QueueOffset }
  /** The offset is outside of what the queue has; the next is inside. */
  | { readonly kind: 'offset-moved'; readonly nextOffset: QueueOffset }
  | { readonly kind: 'failed' };

export class PullConsumer {
  readonly #instance: ClientInstance;
  readonly #options: PullConsumerOptions;
  readonly #offsets: OffsetStore;
  readonly #sources: PullSources;
  readonly #topics = new Set<string>();
  #state: 'created' | 'running' | 'stopped' = 'created';
  #stopping: Promise<void> | undefined;

  /** @throws ClientError `invalid-group` */
  constructor(instance: ClientInstance, settings: PullConsumerSettings) {
    this.#instance = instance;
    this.#options = withDefaults(DEFAULTS, settings);
    const { group, model } = this.#options;
    checkGroup(group);
    this.#sources = new PullSources(instance.routes);
    const member = { group, clientId: instance.clientId };
    const place =
      model === 'broadcasting' ? new LocalOffsets(instance, group) : new BrokerOffsets(instance, group);
    this.#offsets = new OffsetStore(instance.environment, member, place);
  }

  /** @throws ClientError */
  async start(): Promise<void> {
    if (this.#state !== 'created') throw new ClientError('already-started', 'a consumer starts once');
    await this.#offsets.open();
    if (this.#stopping !== undefined) return;
    this.#instance.joinConsumer({
      group: this.#options.group,
      topics: () => this.#topics,
      heartbeat: () => this.#heartbeat(),
      rebalance: () => Promise.resolve(true),
      persistOffsets: () => this.#offsets.persistAll(() => true),
    });
    this.#state = 'running';
  }

  /** Offsets persisted, goodbye to the brokers. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Readable queues of a topic; undefined when no name server knows it. @throws ClientError */
  async queues(topic: string): Promise<readonly MessageQueue[] | undefined> {
    this.#mustRun();
    checkTopic(topic);
    await this.#meet(topic);
    return this.#instance.routes.get(topic)?.subscribe;
  }

  /** What is there now. @throws ClientError */
  pull(question: PullQuestion): Promise<PullResult> {
    return this.#pull(question, 'at-once');
  }

  /** Waits a while for something when there is nothing yet. @throws ClientError */
  pullOrWait(question: PullQuestion): Promise<PullResult> {
    return this.#pull(question, 'held');
  }

  /** Everything below is done. Persisted later. @throws ClientError */
  updateOffset(queue: MessageQueue, offset: QueueOffset): void {
    this.#mustRun();
    this.#offsets.set(queue, offset);
  }

  /** How far the group has come: as told here, otherwise as persisted. @throws ClientError */
  async fetchOffset(queue: MessageQueue): Promise<OffsetReading> {
    this.#mustRun();
    const offset = this.#offsets.get(queue);
    if (offset !== undefined) return { kind: 'committed', offset };
    await this.#meet(queue.topic);
    return this.#offsets.read(queue);
  }

  /** The first offset that the queue still has; undefined when nobody answers. @throws ClientError */
  firstOffset(queue: MessageQueue): Promise<QueueOffset | undefined> {
    return this.#ask(queue, (address) => this.#instance.requests.minOffset(address, queue));
  }

  /** The offset of the next message; undefined when nobody answers. @throws ClientError */
  endOffset(queue: MessageQueue): Promise<QueueOffset | undefined> {
    return this.#ask(queue, (address) => this.#instance.requests.maxOffset(address, queue));
  }

  /** The first offset that was stored at or after the time; undefined when nobody answers. @throws ClientError */
  offsetAt(queue: MessageQueue, timestampMs: number): Promise<QueueOffset | undefined> {
    return this.#ask(queue, (address) => this.#instance.requests.offsetAt(address, queue, timestampMs));
  }

  async #pull(question: PullQuestion, waiting: 'at-once' | 'held'): Promise<PullResult> {
    const { queue, offset, maxMessages, expression = ALL_TAGS } = question;
    if (!Number.isSafeInteger(maxMessages) || maxMessages < 1) {
      throw new ClientError('invalid-options', `${maxMessages} is no number of messages to pull`);
    }
    const subscription = tagSubscription(queue.topic, expression, 0);
    this.#mustRun();
    await this.#meet(queue.topic);
    const key = queueKey(queue);
    const broker = await this.#sources.find(queue, key);
    if (broker === undefined) return { kind: 'failed' };
    const { address } = broker;
    const { group, holdMs, holdTimeoutMs, pullTimeoutMs } = this.#options;
    const isHeld = waiting === 'held';
    const header = {
      consumerGroup: group,
      topic: queue.topic,
      queueId: queue.queueId,
      queueOffset: offset,
      maxMessageCount: maxMessages,
      systemFlag: pullSystemFlag({ commitOffset: false, suspend: isHeld, subscription: true }),
      commitOffset: 0,
      suspendTimeoutMs: holdMs,
      subscription: subscription.expression,
      subscriptionVersion: subscription.version,
      expressionType: subscription.expressionType,
    };
    const timeoutMs = isHeld ? holdTimeoutMs : pullTimeoutMs;
    const answer = await this.#instance.requests.ask(address, pullMessage, header, {
      timeoutMs,
      closeOnTimeout: false,
    });
    if (answer instanceof RemotingError) return { kind: 'failed' };
    if (answer.header !== undefined) this.#sources.suggest(key, answer.header.suggestedBrokerId);
    const outcome = outcomeOf(answer, address);
    if (outcome.kind === 'not-registered') return { kind: 'failed' };
    if (outcome.kind !== 'found') return outcome;
    const messages = outcome.messages.filter((message) => matchesTags(subscription, message));
    return { ...outcome, messages };
  }

  async #ask(
    queue: MessageQueue,
    question: (address: string) => Promise<QueueOffset | undefined>,
  ): Promise<QueueOffset | undefined> {
    const address = await this.#master(queue);
    return address === undefined ? undefined : question(address);
  }

  async #master(queue: MessageQueue): Promise<string | undefined> {
    this.#mustRun();
    await this.#meet(queue.topic);
    const { routes } = this.#instance;
    const known = routes.member(queue.brokerName, MASTER_ID);
    if (known !== undefined) return known.address;
    await routes.update(queue.topic);
    return routes.member(queue.brokerName, MASTER_ID)?.address;
  }

  /** The first use of a topic: its brokers hear of the group, without which they take no offsets from it. */
  async #meet(topic: string): Promise<void> {
    if (this.#topics.has(topic) && this.#instance.routes.get(topic) !== undefined) return;
    await this.#instance.routes.update(topic);
    if (this.#topics.has(topic)) return;
    this.#topics.add(topic);
    await this.#instance.beat();
  }

  #heartbeat(): ConsumerData {
    return {
      groupName: this.#options.group,
      consumeType: 'CONSUME_ACTIVELY',
      messageModel: this.#options.model === 'broadcasting' ? 'BROADCASTING' : 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
      subscriptions: [],
      unitMode: false,
    };
  }

  #mustRun(): void {
    if (this.#state !== 'running') throw new ClientError('not-running', 'the consumer does not run');
  }

  async #stop(): Promise<void> {
    const wasRunning = this.#state === 'running';
    this.#state = 'stopped';
    if (!wasRunning) return;
    await this.#offsets.persistAll(() => true);
    await this.#instance.leaveConsumer(this.#options.group);
  }
}
