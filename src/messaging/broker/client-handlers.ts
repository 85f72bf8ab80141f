// Clients come, stay and go: HEART_BEAT and UNREGISTER_CLIENT.

import { retryTopic } from '../message/topic-name.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { heartbeat } from '../protocol/heartbeat.ts';
import { type ConsumerData, decodeHeartbeatData } from '../protocol/heartbeat-data.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import type { SubscriptionGroup } from '../protocol/subscription-group.ts';
import type { unregisterClient } from '../protocol/unregister-client.ts';
import type { Channel } from '../remoting/channel.ts';
import { failure, success } from '../remoting/handler.ts';
import type { GroupMembership } from './group-membership.ts';
import type { HandlerOf } from './handler-of.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { topicConfig } from './system-topics.ts';
import type { Topics } from './topics.ts';

export class ClientHandlers {
  readonly #groups: SubscriptionGroups;
  readonly #topics: Topics;
  readonly #membership: GroupMembership;

  constructor(groups: SubscriptionGroups, topics: Topics, membership: GroupMembership) {
    this.#groups = groups;
    this.#topics = topics;
    this.#membership = membership;
  }

  readonly heartbeat: HandlerOf<typeof heartbeat> = async (request, context) => {
    const data = decodeHeartbeatData(request.body);
    if (data === undefined) return failure(RESPONSE_CODE.systemError, 'the heartbeat data is malformed');
    for (const consumer of data.consumers)
      await this.#registerConsumer(consumer, context.channel, data.clientId);
    return success({});
  };

  readonly unregister: HandlerOf<typeof unregisterClient> = async (request, context) => {
    const group = request.header.consumerGroup;
    if (group !== undefined) {
      const notifies = this.#groups.find(group)?.notifiesMembershipChange ?? true;
      await this.#membership.unregister(group, context.channel, notifies);
    }
    return success({});
  };

  async #registerConsumer(consumer: ConsumerData, channel: Channel, clientId: string): Promise<void> {
    const group = await this.#groups.findOrCreate(consumer.groupName);
    if (group === undefined) return;
    await this.#createRetryTopic(group);
    await this.#membership.register(consumer, channel, clientId, group.notifiesMembershipChange);
  }

  async #createRetryTopic(group: SubscriptionGroup): Promise<void> {
    const topic = retryTopic(group.groupName);
    if (this.#topics.find(topic) !== undefined) return;
    await this.#topics.create(topicConfig(topic, group.retryQueueCount, READ_AND_WRITE));
  }
}
