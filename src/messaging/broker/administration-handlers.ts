// What operators ask a broker: its topics and groups, how far groups are behind, and to send a group elsewhere (AdminBrokerProcessor.java).
// Creating topics is in topic-handlers.ts.

import { logPosition } from '../../base/numbers.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { isLegalGroup } from '../message/topic-name.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { getAllConsumerOffsets } from '../protocol/get-all-consumer-offsets.ts';
import { getAllDelayOffsets } from '../protocol/get-all-delay-offsets.ts';
import { getAllTopicConfig } from '../protocol/get-all-topic-config.ts';
import { getConsumeStats } from '../protocol/get-consume-stats.ts';
import { getSubscriptionGroups } from '../protocol/get-subscription-groups.ts';
import { getTopicStats } from '../protocol/get-topic-stats.ts';
import { writeJson } from '../protocol/json.ts';
import {
  type ConsumeStats,
  encodeConsumeStats,
  encodeQueueOffsets,
  encodeTopicStats,
  type QueueTable,
  type TopicStats,
} from '../protocol/queue-table.ts';
import { resetOffset } from '../protocol/reset-offset.ts';
import { decodeSubscriptionGroup, encodeSubscriptionGroups } from '../protocol/subscription-group.ts';
import { topicTableJson } from '../protocol/topic-config.ts';
import { updateSubscriptionGroup } from '../protocol/update-subscription-group.ts';
import { failure, type ReplyContent, success } from '../remoting/handler.ts';
import type { RequestRegistry } from '../remoting/remoting-server.ts';
import type { RequestLane } from '../remoting/request-lane.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { DelayOffsets } from './delay-offsets.ts';
import type { HandlerOf, HeaderOfRequest } from './handler-of.ts';
import type { HeldPulls } from './held-pulls.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import type { Topics } from './topics.ts';

export interface AdministrationContext {
  readonly options: Pick<BrokerOptions, 'brokerName'>;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly offsets: ConsumerOffsets;
  readonly delayOffsets: DelayOffsets;
  readonly held: HeldPulls;
}

type ResetHeader = HeaderOfRequest<typeof resetOffset>;
type NewOffsets = QueueTable<number> | ReplyContent<never>;

export class AdministrationHandlers {
  readonly #context: AdministrationContext;

  constructor(context: AdministrationContext) {
    this.#context = context;
  }

  register(server: RequestRegistry, lane: RequestLane): void {
    const { topics, groups, offsets, delayOffsets } = this.#context;
    server.register(getAllTopicConfig, lane, () => success({}, writeJson(topicTableJson(topics.table))));
    server.register(getSubscriptionGroups, lane, () => success({}, encodeSubscriptionGroups(groups.table)));
    server.register(getAllConsumerOffsets, lane, () => success({}, offsets.encoded()));
    server.register(getAllDelayOffsets, lane, () => success({}, delayOffsets.encoded()));
    server.register(updateSubscriptionGroup, lane, this.#updateGroup);
    server.register(getTopicStats, lane, this.#topicStats);
    server.register(getConsumeStats, lane, this.#consumeStats);
    server.register(resetOffset, lane, this.#resetOffset);
  }

  readonly #updateGroup: HandlerOf<typeof updateSubscriptionGroup> = async ({ body }) => {
    const group = decodeSubscriptionGroup(body);
    if (group === undefined || group.groupName === '' || !isLegalGroup(group.groupName)) {
      return failure(RESPONSE_CODE.invalidParameter, 'the group is malformed or its name is illegal');
    }
    await this.#context.groups.put(group);
    return success({});
  };

  readonly #topicStats: HandlerOf<typeof getTopicStats> = ({ header: { topic } }) => {
    const queues = this.#queues(topic);
    if (queues === undefined) return noTopic(topic);
    const { store } = this.#context;
    const table = queues.map((queue): readonly [MessageQueue, TopicStats] => {
      const minOffset = store.minOffset(topic, queue.queueId);
      const maxOffset = store.maxOffset(topic, queue.queueId);
      return [queue, { minOffset, maxOffset, lastUpdateMs: this.#storedMs(queue, maxOffset - 1) }];
    });
    return success({}, encodeTopicStats(table));
  };

  /** A topic that is gone counts for nothing; an offset never committed counts as 0, as in the original. */
  readonly #consumeStats: HandlerOf<typeof getConsumeStats> = ({ header: { consumerGroup, topic } }) => {
    const { offsets, store } = this.#context;
    const topics = topic === undefined ? offsets.topicsOf(consumerGroup) : [topic];
    const queues = topics.flatMap((each) => this.#queues(each) ?? []);
    const table = queues.map((queue): readonly [MessageQueue, ConsumeStats] => {
      const consumerOffset = offsets.find(consumerGroup, queue.topic, queue.queueId) ?? 0;
      const brokerOffset = store.maxOffset(queue.topic, queue.queueId);
      return [
        queue,
        { brokerOffset, consumerOffset, lastConsumedMs: this.#storedMs(queue, consumerOffset - 1) },
      ];
    });
    return success({}, encodeConsumeStats(table));
  };

  /** The way of `useServerSideResetOffset`: the broker changes the offsets and answers the next pull with the new place. */
  readonly #resetOffset: HandlerOf<typeof resetOffset> = ({ header }, { channel }) => {
    const { groups, offsets, held } = this.#context;
    const { topic, group } = header;
    if (groups.find(group) === undefined) {
      return failure(RESPONSE_CODE.subscriptionGroupNotExist, `Group ${group} does not exist`);
    }
    const table = this.#newOffsets(header);
    if ('kind' in table) return table;
    for (const [{ queueId }, offset] of table) {
      offsets.reset({ group, topic, queueId, offset, by: channel.remoteAddress });
      held.release(group, topic, queueId);
    }
    return success({}, encodeQueueOffsets(table));
  };

  #newOffsets({ topic, queueId = -1, timestampMs, offset = -1 }: ResetHeader): NewOffsets {
    const { store } = this.#context;
    const queues = this.#queues(topic);
    if (queues === undefined) return noTopic(topic);
    const chosen = queues.filter((queue) => queueId < 0 || queue.queueId === queueId);
    if (chosen.length === 0) return failure(RESPONSE_CODE.systemError, 'No queues to reset.');
    if (queueId >= 0 && offset >= 0) {
      const min = store.minOffset(topic, queueId);
      const max = store.maxOffset(topic, queueId);
      if (offset >= min && offset <= max) return chosen.map((queue) => [queue, offset] as const);
      const remark = `Target offset ${offset} not in consume queue range [${min}-${max}]`;
      return failure(RESPONSE_CODE.systemError, remark);
    }
    return chosen.map((queue) => {
      const end = timestampMs < 0;
      const place = end
        ? store.maxOffset(topic, queue.queueId)
        : store.offsetByTime(topic, queue.queueId, timestampMs);
      return [queue, place] as const;
    });
  }

  /** Read queues; undefined without such a topic. */
  #queues(topic: string): readonly MessageQueue[] | undefined {
    const { topics, options } = this.#context;
    const config = topics.find(topic);
    if (config === undefined) return undefined;
    return Array.from({ length: config.readQueueCount }, (_, queueId) => ({
      topic,
      brokerName: options.brokerName,
      queueId,
    }));
  }

  /** When the message with that offset was stored; 0 when it is not there. */
  #storedMs(queue: MessageQueue, offset: number): number {
    if (offset < 0) return 0;
    const { store } = this.#context;
    const unit = store.unitAt(queue.topic, queue.queueId, offset);
    return unit === undefined ? 0 : (store.lookAt(logPosition(unit.position))?.storeTimestampMs ?? 0);
  }
}

function noTopic(topic: string): ReplyContent<never> {
  return failure(RESPONSE_CODE.topicNotExist, `Topic ${topic} does not exist`);
}
