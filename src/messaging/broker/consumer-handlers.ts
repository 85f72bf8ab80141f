// What consumers ask and tell about their group: its members, committed offsets, ends of queues.

import { logPosition, queueOffset } from '../../base/numbers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { encodeConsumerIds } from '../protocol/consumer-ids.ts';
import type { getConsumerList } from '../protocol/get-consumer-list.ts';
import type { getEarliestStoreTime } from '../protocol/get-earliest-store-time.ts';
import type { getMaxOffset } from '../protocol/get-max-offset.ts';
import type { getMinOffset } from '../protocol/get-min-offset.ts';
import type { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import type { searchOffset } from '../protocol/search-offset.ts';
import type { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { failure, success } from '../remoting/handler.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { ConsumerTable } from './consumer-table.ts';
import type { HandlerOf } from './handler-of.ts';
import type { AnswerOffsetQuery } from './offset-query.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import type { Topics } from './topics.ts';

export interface ConsumerHandlersContext {
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly consumers: ConsumerTable;
  readonly offsets: ConsumerOffsets;
  readonly answerOffsetQuery: AnswerOffsetQuery;
}

export class ConsumerHandlers {
  readonly #context: ConsumerHandlersContext;

  constructor(context: ConsumerHandlersContext) {
    this.#context = context;
  }

  /** Nobody there is an error, not an empty list: a client that gets it skips its rebalance instead of dropping all queues. */
  readonly list: HandlerOf<typeof getConsumerList> = (request) => {
    const { consumerGroup } = request.header;
    const clientIds = this.#context.consumers.clientIds(consumerGroup);
    if (clientIds.length > 0) return success({}, encodeConsumerIds(clientIds));
    return failure(RESPONSE_CODE.systemError, `no consumer for this group, ${consumerGroup}`);
  };

  readonly updateOffset: HandlerOf<typeof updateConsumerOffset> = (request, context) => {
    const { consumerGroup, topic, queueId, commitOffset } = request.header;
    if (this.#context.groups.find(consumerGroup) === undefined) {
      return failure(RESPONSE_CODE.subscriptionGroupNotExist, `Group ${consumerGroup} not exist!`);
    }
    if (this.#context.topics.find(topic) === undefined) {
      return failure(RESPONSE_CODE.topicNotExist, `Topic ${topic} not exist!`);
    }
    if (queueId < 0 || commitOffset < 0) {
      return failure(RESPONSE_CODE.invalidParameter, `no offset: ${commitOffset} of queue ${queueId}`);
    }
    // ConsumerManageProcessor.java: it was reached from the place before the reset.
    if (this.#context.offsets.isReset(consumerGroup, topic, queueId)) return success({});
    const by = context.channel.remoteAddress;
    this.#context.offsets.commit({
      group: consumerGroup,
      topic,
      queueId,
      offset: commitOffset,
      by,
      through: 'commit',
    });
    return success({});
  };

  readonly queryOffset: HandlerOf<typeof queryConsumerOffset> = (request) => {
    const { consumerGroup, topic, queueId, setZeroIfNotFound } = request.header;
    const answer = this.#context.answerOffsetQuery({
      committed: this.#context.offsets.find(consumerGroup, topic, queueId),
      setZeroIfNotFound,
      minOffset: this.#context.store.minOffset(topic, queueId),
      isStartInMemory: this.#isStartInMemory(topic, queueId),
    });
    if (answer.kind === 'found') return success({ offset: answer.offset });
    return failure(RESPONSE_CODE.queryNotFound, answer.remark);
  };

  readonly maxOffset: HandlerOf<typeof getMaxOffset> = (request) => {
    const { topic, queueId } = request.header;
    return success({ offset: this.#context.store.maxOffset(topic, queueId) });
  };

  readonly minOffset: HandlerOf<typeof getMinOffset> = (request) => {
    const { topic, queueId } = request.header;
    return success({ offset: this.#context.store.minOffset(topic, queueId) });
  };

  readonly earliestStoreTime: HandlerOf<typeof getEarliestStoreTime> = (request) => {
    const { topic, queueId } = request.header;
    const { store } = this.#context;
    const unit = store.unitAt(topic, queueId, store.minOffset(topic, queueId));
    const oldest = unit === undefined ? undefined : store.lookAt(logPosition(unit.position));
    return success({ timestampMs: oldest?.storeTimestampMs ?? -1 });
  };

  readonly offsetByTime: HandlerOf<typeof searchOffset> = (request) => {
    const { topic, queueId, timestampMs } = request.header;
    return success({ offset: this.#context.store.offsetByTime(topic, queueId, timestampMs) });
  };

  #isStartInMemory(topic: string, queueId: number): boolean {
    const first = this.#context.store.read({ topic, queueId, offset: queueOffset(0), maxCount: 1 });
    return first.status === 'FOUND' && !first.suggestSlave;
  }
}
