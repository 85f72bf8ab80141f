// What the parts of one push consumer share: who it is, what it may use, what it holds.

import type { QueueOffset } from '../../base/numbers.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { isRetryTopic } from '../message/topic-name.ts';
import type { SubscriptionData } from '../protocol/subscription-data.ts';
import type { GroupMember } from './broker-requests.ts';
import type { ClientInstance } from './client-instance.ts';
import type { ClientParts } from './client-parts.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import { HeldQueues } from './held-queue.ts';
import { monotonicMs } from './monotonic.ts';
import { OffsetStore } from './offset-store.ts';
import { Pauses } from './pauses.ts';
import { startOffset } from './start-offset.ts';

export class ConsumerCore {
  readonly instance: ClientInstance;
  readonly member: GroupMember;
  readonly options: ConsumerOptions;
  readonly parts: ClientParts;
  readonly held: HeldQueues;
  readonly offsets: OffsetStore;
  /** Closed when the consumer has stopped; until then every wait of its parts is one of these. */
  readonly pauses: Pauses;
  /** Set when the stop begins: nothing new is taken. */
  isStopping = false;
  /** Topic to subscription; the version rises with every change of what is held. */
  readonly subscriptions = new Map<string, SubscriptionData>();

  constructor(instance: ClientInstance, options: ConsumerOptions, parts: ClientParts) {
    this.instance = instance;
    this.options = options;
    this.parts = parts;
    this.member = { group: options.group, clientId: instance.clientId };
    this.held = new HeldQueues(instance.environment, this.member);
    this.offsets = new OffsetStore(instance, this.member);
    this.pauses = new Pauses(instance.environment);
  }

  nowMs(): number {
    return monotonicMs(this.instance.environment.clock);
  }

  /** Where this group begins on a queue; undefined when nobody knows now. */
  async findStartOffset(queue: MessageQueue): Promise<QueueOffset | undefined> {
    const reading = await this.offsets.read(queue);
    const decision = startOffset({
      reading,
      consumeFrom: this.options.consumeFrom,
      isRetryTopic: isRetryTopic(queue.topic),
    });
    if (decision.kind !== 'at-end') return decision.kind === 'at' ? decision.offset : undefined;
    const address = this.instance.routes.master(queue.brokerName);
    return address === undefined ? undefined : this.instance.requests.maxOffset(address, queue);
  }

  /** Runs the action after the time, unless the consumer stops before. */
  later(delayMs: number, label: string, action: () => void): void {
    void this.pauses.wait(delayMs, label).then(() => {
      if (!this.pauses.isClosed) action();
    });
  }
}
