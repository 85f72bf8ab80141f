// What operators ask a broker about who is connected, who consumes what, single settings, and how it is doing (AdminBrokerProcessor.java).
// Nothing changes by it.

import { compareText } from '../../base/compare.ts';
import type { Environment } from '../../environment/environment.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { encodeConsumerConnections, encodeProducerConnections } from '../protocol/connections.ts';
import { getConsumerConnections } from '../protocol/get-consumer-connections.ts';
import { getGroupsOfTopic } from '../protocol/get-groups-of-topic.ts';
import { getProducerConnections } from '../protocol/get-producer-connections.ts';
import { getRuntimeInfo } from '../protocol/get-runtime-info.ts';
import { getSubscription } from '../protocol/get-subscription.ts';
import { getSubscriptionGroup } from '../protocol/get-subscription-group.ts';
import { getSystemTopicsOfBroker } from '../protocol/get-system-topics.ts';
import { getTopicConfig } from '../protocol/get-topic-config.ts';
import { getTopicsOfGroup } from '../protocol/get-topics-of-group.ts';
import { writeJson } from '../protocol/json.ts';
import { encodeKvTable } from '../protocol/kv-table.ts';
import { subscriptionJson } from '../protocol/subscription-data.ts';
import { encodeSubscriptionGroup } from '../protocol/subscription-group.ts';
import { topicConfigJson } from '../protocol/topic-config.ts';
import { encodeGroupList, encodeTopicList, encodeTopicsAt } from '../protocol/topic-list.ts';
import { failure, success } from '../remoting/handler.ts';
import type { RequestRegistry } from '../remoting/remoting-server.ts';
import type { RequestLane } from '../remoting/request-lane.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { ConnectedClients } from './connected-clients.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { ConsumerTable } from './consumer-table.ts';
import type { HandlerOf } from './handler-of.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { SYSTEM_NAMES } from './system-topics.ts';
import type { Topics } from './topics.ts';
import type { ConnectedProducers } from './transaction/connected-producers.ts';

export interface InspectionContext {
  readonly environment: Environment;
  /** Of the broker. */
  readonly address: string;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly offsets: ConsumerOffsets;
  readonly consumers: ConsumerTable;
  readonly clients: ConnectedClients;
  readonly producers: ConnectedProducers;
}

/** MQVersion.java: that of the protocol, which our remoting announces too. */
const VERSION = { number: 473, text: 'V5_3_3' } as const;

export class InspectionHandlers {
  readonly #context: InspectionContext;
  readonly #bootMs: number;

  constructor(context: InspectionContext) {
    this.#context = context;
    this.#bootMs = context.environment.clock.wallMs();
  }

  register(server: RequestRegistry, lane: RequestLane): void {
    server.register(getRuntimeInfo, lane, () => success({}, encodeKvTable(this.#runtimeInfo())));
    server.register(getConsumerConnections, lane, this.#consumers);
    server.register(getProducerConnections, lane, this.#producers);
    server.register(getGroupsOfTopic, lane, this.#groupsOfTopic);
    server.register(getTopicsOfGroup, lane, this.#topicsOfGroup);
    server.register(getSubscription, lane, this.#subscription);
    server.register(getTopicConfig, lane, this.#topicConfig);
    server.register(getSubscriptionGroup, lane, this.#group);
    const systemTopics = [...SYSTEM_NAMES].toSorted(compareText);
    server.register(getSystemTopicsOfBroker, lane, () => success({}, encodeTopicList(systemTopics)));
  }

  readonly #consumers: HandlerOf<typeof getConsumerConnections> = ({ header: { consumerGroup } }) => {
    const { consumers, clients } = this.#context;
    const group = consumers.find(consumerGroup);
    if (group === undefined) {
      return failure(RESPONSE_CODE.consumerNotOnline, `the consumer group[${consumerGroup}] not online`);
    }
    const { consumeType, messageModel, consumeFromWhere } = group;
    const subscriptions = new Map([...group.subscriptions].map(([topic, { data }]) => [topic, data]));
    const members = clients.find(group.members.keys());
    const body = { clients: members, subscriptions, consumeType, messageModel, consumeFromWhere };
    return success({}, encodeConsumerConnections(body));
  };

  readonly #producers: HandlerOf<typeof getProducerConnections> = ({ header: { producerGroup } }) => {
    const { clients, producers } = this.#context;
    const connected = clients.find(producers.channelsOf(producerGroup));
    if (connected.length > 0) return success({}, encodeProducerConnections(connected));
    return failure(RESPONSE_CODE.systemError, `the producer group[${producerGroup}] not exist`);
  };

  readonly #groupsOfTopic: HandlerOf<typeof getGroupsOfTopic> = ({ header: { topic } }) => {
    const { consumers, offsets } = this.#context;
    const groups = new Set([...consumers.groupsOf(topic), ...offsets.groupsOf(topic)]);
    return success({}, encodeGroupList([...groups].toSorted(compareText)));
  };

  readonly #topicsOfGroup: HandlerOf<typeof getTopicsOfGroup> = ({ header: { group } }) => {
    const { offsets, address } = this.#context;
    return success({}, encodeTopicsAt(offsets.topicsOf(group), address));
  };

  readonly #subscription: HandlerOf<typeof getSubscription> = ({ header: { group, topic } }) => {
    const data = this.#context.consumers.find(group)?.subscriptions.get(topic)?.data;
    const subscriptionData = data === undefined ? undefined : subscriptionJson(data);
    return success({}, writeJson({ group, subscriptionData, topic }));
  };

  readonly #topicConfig: HandlerOf<typeof getTopicConfig> = ({ header: { topic } }) => {
    const config = this.#context.topics.find(topic);
    if (config !== undefined) return success({}, writeJson(topicConfigJson(config)));
    return failure(RESPONSE_CODE.topicNotExist, `No topic in this broker. topic: ${topic}`);
  };

  readonly #group: HandlerOf<typeof getSubscriptionGroup> = ({ header: { group } }) => {
    const found = this.#context.groups.find(group);
    if (found !== undefined) return success({}, encodeSubscriptionGroup(found));
    return failure(RESPONSE_CODE.subscriptionGroupNotExist, 'No group in this broker');
  };

  /** Those of the original's names that can be answered truly: nothing is counted for statistics here. */
  #runtimeInfo(): ReadonlyMap<string, string> {
    const { environment, store } = this.#context;
    const { startPosition, writtenPosition, flushedPosition, dispatchedPosition } = store.progress;
    const info: Readonly<Record<string, string | number>> = {
      bootTimestamp: this.#bootMs,
      brokerActive: 'true',
      brokerVersion: VERSION.number,
      brokerVersionDesc: VERSION.text,
      commitLogMaxOffset: writtenPosition,
      commitLogMinOffset: startPosition,
      dispatchBehindBytes: Math.max(0, writtenPosition - dispatchedPosition),
      remainHowManyDataToFlush: `${Math.max(0, writtenPosition - flushedPosition)} B`,
      runtime: `[ ${Math.max(0, environment.clock.wallMs() - this.#bootMs)} ms ]`,
    };
    return new Map(Object.entries(info).map(([name, value]) => [name, String(value)]));
  }
}
