// An administrator takes topics, groups and expired messages away (AdminBrokerProcessor.java). Of a topic that goes, the store keeps what it
// has until its time: see the definition of the request.

import {
  cleanExpiredConsumeQueue,
  cleanUnusedTopics,
  deleteExpiredCommitLog,
} from '../protocol/clean-store.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { deleteSubscriptionGroup } from '../protocol/delete-subscription-group.ts';
import { deleteTopicAtBroker } from '../protocol/delete-topic.ts';
import { failure, success } from '../remoting/handler.ts';
import type { RequestRegistry } from '../remoting/remoting-server.ts';
import type { RequestLane } from '../remoting/request-lane.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { HandlerOf } from './handler-of.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { isSystemTopic } from './system-topics.ts';
import type { Topics } from './topics.ts';

export interface RemovalContext {
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly offsets: ConsumerOffsets;
  readonly store: Pick<MessageStore, 'removeExpired' | 'passOverTopics'>;
  readonly parts: Pick<BrokerParts, 'isUsedTopic'>;
}

export class RemovalHandlers {
  readonly #context: RemovalContext;

  constructor(context: RemovalContext) {
    this.#context = context;
  }

  register(server: RequestRegistry, lane: RequestLane): void {
    server.register(deleteTopicAtBroker, lane, this.#deleteTopic);
    server.register(deleteSubscriptionGroup, lane, this.#deleteGroup);
    server.register(cleanExpiredConsumeQueue, lane, () => success({}));
    server.register(cleanUnusedTopics, lane, this.#cleanUnused);
    server.register(deleteExpiredCommitLog, lane, () => {
      this.#context.store.removeExpired();
      return success({});
    });
  }

  readonly #deleteTopic: HandlerOf<typeof deleteTopicAtBroker> = async ({ header: { topic } }) => {
    if (topic.trim() === '') {
      return failure(RESPONSE_CODE.invalidParameter, 'The specified topic is blank.');
    }
    if (isSystemTopic(topic)) {
      return failure(RESPONSE_CODE.invalidParameter, `The topic[${topic}] is conflict with system topic.`);
    }
    await this.#context.topics.remove(topic);
    this.#context.offsets.removeTopic(topic);
    return success({});
  };

  readonly #cleanUnused: HandlerOf<typeof cleanUnusedTopics> = () => {
    const { store, topics, parts } = this.#context;
    store.passOverTopics((topic) => parts.isUsedTopic(topic, topics.find(topic) !== undefined));
    return success({});
  };

  readonly #deleteGroup: HandlerOf<typeof deleteSubscriptionGroup> = async ({ header }) => {
    await this.#context.groups.remove(header.groupName);
    if (header.cleansOffsets === true) this.#context.offsets.removeGroup(header.groupName);
    return success({});
  };
}
