// What the parts of one push consumer share: who it is, what it may use, what it holds.

import type { QueueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { isRetryTopic } from '../message/topic-name.ts';
import type { SubscriptionData } from '../protocol/subscription-data.ts';
import { BrokerOffsets } from './broker-offsets.ts';
import type { GroupMember } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { ClientParts } from './client-parts.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import { HeldQueues } from './held-queue.ts';
import { LocalOffsets } from './local-offsets.ts';
import { monotonicMs } from './monotonic.ts';
import type { MessagesDropped, StartAsked, StartFound } from './observations.ts';
import type { OffsetStore } from './offset-store.ts';
import { Pauses } from './pauses.ts';
import { PullSources } from './pull-sources.ts';

/** Of consumption from a time that nobody gave. */
const DEFAULT_LOOK_BACK_MS = 30 * 60_000;

export class ConsumerCore {
  readonly instance: ClientInstance;
  readonly member: GroupMember;
  readonly options: ConsumerOptions;
  readonly parts: ClientParts;
  /** Every member has all queues: nothing is shared, leased or given back to brokers. */
  readonly isBroadcasting: boolean;
  readonly held: HeldQueues;
  readonly offsets: OffsetStore;
  readonly sources: PullSources;
  /** Closed when the consumer has stopped; until then every wait of its parts is one of these. */
  readonly pauses: Pauses;
  /** Set when the stop begins: nothing new is taken. */
  isStopping = false;
  /** Topic to subscription; the version rises with every change of what is held. */
  readonly subscriptions = new Map<string, SubscriptionData>();
  readonly #fromMs: number;

  constructor(instance: ClientInstance, options: ConsumerOptions, parts: ClientParts) {
    this.instance = instance;
    this.options = options;
    this.parts = parts;
    this.member = { group: options.group, clientId: instance.clientId };
    this.held = new HeldQueues(instance.environment, this.member);
    this.isBroadcasting = options.model === 'broadcasting';
    const place = this.isBroadcasting
      ? new LocalOffsets(instance, options.group)
      : new BrokerOffsets(instance, options.group, parts.offsetBroker);
    this.offsets = parts.makeOffsetStore(instance.environment, this.member, place);
    this.#fromMs = options.consumeFromMs ?? instance.environment.clock.wallMs() - DEFAULT_LOOK_BACK_MS;
    this.sources = new PullSources(instance.routes);
    this.pauses = new Pauses(instance.environment);
  }

  nowMs(): number {
    return monotonicMs(this.instance.environment.clock);
  }

  /** Where this group begins on a queue; undefined when nobody knows now. */
  async findStartOffset(queue: MessageQueue): Promise<QueueOffset | undefined> {
    const asked: StartAsked = { kind: 'client.start-asked', ...this.member, queue };
    this.instance.environment.observe(asked);
    const offset = await this.#startOffset(queue);
    if (offset === undefined) return undefined;
    const found: StartFound = { kind: 'client.start-found', ...this.member, queue, offset };
    this.instance.environment.observe(found);
    return offset;
  }

  async #startOffset(queue: MessageQueue): Promise<QueueOffset | undefined> {
    const reading = await this.offsets.read(queue);
    const decision = this.parts.startOffset({
      reading,
      consumeFrom: this.options.consumeFrom,
      isRetryTopic: isRetryTopic(queue.topic),
    });
    if (decision.kind === 'at') return decision.offset;
    const address = this.instance.routes.master(queue.brokerName);
    if (decision.kind === 'skip' || address === undefined) return undefined;
    const { requests } = this.instance;
    return decision.kind === 'at-end'
      ? requests.maxOffset(address, queue)
      : requests.offsetAt(address, queue, this.#fromMs);
  }

  observeDropped(queue: MessageQueue, messages: readonly StoredMessage[]): void {
    const dropped: MessagesDropped = { kind: 'client.messages-dropped', ...this.member, queue, messages };
    this.instance.environment.observe(dropped);
  }

  /** Runs the action after the time, unless the consumer stops before. */
  later(delayMs: number, label: string, action: () => void): void {
    void this.pauses.wait(delayMs, label).then(() => {
      if (!this.pauses.isClosed) action();
    });
  }
}
