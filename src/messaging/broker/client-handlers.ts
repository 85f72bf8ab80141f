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
import type { ConnectedClients } from './connected-clients.ts';
import type { GroupMembership } from './group-membership.ts';
import type { HandlerOf } from './handler-of.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { topicConfig } from './system-topics.ts';
import type { Topics } from './topics.ts';
import type { ConnectedProducers } from './transaction/connected-producers.ts';

export interface ClientHandlersContext {
  readonly groups: SubscriptionGroups;
  readonly topics: Topics;
  readonly membership: GroupMembership;
  readonly producers: ConnectedProducers;
  readonly clients: ConnectedClients;
}

export class ClientHandlers {
  readonly #context: ClientHandlersContext;

  constructor(context: ClientHandlersContext) {
    this.#context = context;
  }

  readonly heartbeat: HandlerOf<typeof heartbeat> = async (request, context) => {
    const data = decodeHeartbeatData(request.body);
    if (data === undefined) return failure(RESPONSE_CODE.systemError, 'the heartbeat data is malformed');
    const { language, version } = request;
    this.#context.clients.heard(context.channel, { clientId: data.clientId, language, version });
    for (const group of data.producers) {
      this.#context.producers.register(group, data.clientId, context.channel);
    }
    for (const consumer of data.consumers)
      await this.#registerConsumer(consumer, context.channel, data.clientId);
    return success({});
  };

  readonly unregister: HandlerOf<typeof unregisterClient> = async (request, context) => {
    const { consumerGroup: group, producerGroup } = request.header;
    if (producerGroup !== undefined) this.#context.producers.unregister(producerGroup, context.channel);
    if (group !== undefined) {
      const notifies = this.#context.groups.find(group)?.notifiesMembershipChange ?? true;
      await this.#context.membership.unregister(group, context.channel, notifies);
    }
    return success({});
  };

  async #registerConsumer(consumer: ConsumerData, channel: Channel, clientId: string): Promise<void> {
    const group = await this.#context.groups.findOrCreate(consumer.groupName);
    if (group === undefined) return;
    await this.#createRetryTopic(group);
    await this.#context.membership.register(consumer, channel, clientId, group.notifiesMembershipChange);
  }

  async #createRetryTopic(group: SubscriptionGroup): Promise<void> {
    const topic = retryTopic(group.groupName);
    if (this.#context.topics.find(topic) !== undefined) return;
    await this.#context.topics.create(topicConfig(topic, group.retryQueueCount, READ_AND_WRITE));
  }
}
