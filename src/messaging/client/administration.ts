// What an operator asks of a cluster through its name server: every broker that it names is asked, or told. It is no member of any group.
// An answer that is missing is an exception here, since an operator can do nothing with half of it.

import { compareText } from '../../base/compare.ts';
import { queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { decodeClusterInfo } from '../protocol/cluster-info.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RequestDefinition } from '../protocol/definition.ts';
import { deleteTopicAtBroker, deleteTopicAtNameServer } from '../protocol/delete-topic.ts';
import { getAllTopicConfig } from '../protocol/get-all-topic-config.ts';
import { getClusterInfo } from '../protocol/get-cluster-info.ts';
import { getConsumeStats } from '../protocol/get-consume-stats.ts';
import { getKvList } from '../protocol/get-kv-list.ts';
import { getSubscriptionGroups } from '../protocol/get-subscription-groups.ts';
import { getTopicStats } from '../protocol/get-topic-stats.ts';
import { readObject } from '../protocol/json.ts';
import { decodeKvTable, RIVAL_MASTERS_NAMESPACE } from '../protocol/kv-table.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import { pullMessage } from '../protocol/pull-message.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import {
  type ConsumeStats,
  decodeConsumeStats,
  decodeQueueOffsets,
  decodeTopicStats,
  type QueueTable,
  type TopicStats,
} from '../protocol/queue-table.ts';
import { resetOffset } from '../protocol/reset-offset.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import { ALL_TAGS } from '../protocol/subscription-data.ts';
import { decodeSubscriptionGroups, type SubscriptionGroup } from '../protocol/subscription-group.ts';
import { decodeTopicTable, type TopicConfig } from '../protocol/topic-config.ts';
import { updateAndCreateTopic } from '../protocol/update-and-create-topic.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { Answer } from '../remoting/typed-call.ts';
import type { ClientInstance } from './client-instance.ts';
import { outcomeOf } from './pull-request.ts';

export interface ClusterBroker {
  readonly cluster: string;
  readonly brokerName: string;
  /** `ip:port`; of its master, where nothing else is said. */
  readonly address: string;
}

export interface ClusterMember extends ClusterBroker {
  /** 0 is the master. */
  readonly brokerId: number;
}

/** Something of one broker. */
export interface OfBroker<Value> {
  readonly broker: ClusterBroker;
  readonly value: Value;
}

export interface NewTopic {
  readonly topic: string;
  /** On each broker. */
  readonly queueCount: number;
  readonly order: boolean;
}

export interface OffsetReset {
  readonly group: string;
  readonly topic: string;
  /** Store timestamp; negative: the end of each queue. */
  readonly timestampMs: number;
}

/** `unreachable`: no answer. `refused`: the peer answered with another code than success. `malformed`: the answer makes no sense. */
export type AdministrationErrorKind = 'unreachable' | 'refused' | 'malformed';

export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';
  readonly kind: AdministrationErrorKind;
  readonly address: string;
  readonly code: number | undefined;
  constructor(kind: AdministrationErrorKind, address: string, details: { message: string; code?: number }) {
    super(details.message);
    this.kind = kind;
    this.address = address;
    this.code = details.code;
  }
}

/** MixAll.java `TOOLS_CONSUMER_GROUP`. */
const TOOLS_GROUP = 'TOOLS_CONSUMER';
const PULL_COUNT = 32;

/** Every method rejects with an AdministrationError when somebody who must answer does not. */
export class Administration {
  readonly #instance: ClientInstance;
  readonly #nameServer: string;

  constructor(instance: ClientInstance, nameServer: string) {
    this.#instance = instance;
    this.#nameServer = nameServer;
  }

  /** Those with a living master. */
  async brokers(): Promise<readonly ClusterBroker[]> {
    const answer = await this.#ask(this.#nameServer, getClusterInfo, {});
    const info = this.#decoded(this.#nameServer, decodeClusterInfo(answer.body));
    return [...info.brokers.values()].flatMap(({ cluster, brokerName, addresses }) => {
      const address = addresses.get(MASTER_ID);
      return address === undefined ? [] : [{ cluster, brokerName, address }];
    });
  }

  /** Every broker that routes show, masters and slaves, by name and id. */
  async clusterMembers(): Promise<readonly ClusterMember[]> {
    const answer = await this.#ask(this.#nameServer, getClusterInfo, {});
    const info = this.#decoded(this.#nameServer, decodeClusterInfo(answer.body));
    return [...info.brokers.values()]
      .toSorted((left, right) => compareText(left.brokerName, right.brokerName))
      .flatMap(({ cluster, brokerName, addresses }) =>
        [...addresses]
          .toSorted(([left], [right]) => left - right)
          .map(([brokerId, address]) => ({ cluster, brokerName, brokerId, address })),
      );
  }

  /** Addresses that claim to be the master of a name, where there are several. RocketMQ's name servers know of none. */
  async rivalMasters(): Promise<ReadonlyMap<string, readonly string[]>> {
    const header = { namespace: RIVAL_MASTERS_NAMESPACE };
    const unknown = [RESPONSE_CODE.queryNotFound];
    const { code, body } = await this.#ask(this.#nameServer, getKvList, header, unknown);
    if (code === RESPONSE_CODE.queryNotFound) return new Map();
    const table = this.#decoded(this.#nameServer, decodeKvTable(body));
    return new Map([...table].map(([brokerName, addresses]) => [brokerName, addresses.split(';')]));
  }

  topics(): Promise<readonly OfBroker<ReadonlyMap<string, TopicConfig>>[]> {
    return this.#ofEach(async ({ address }) => {
      const { body } = await this.#ask(address, getAllTopicConfig, {});
      return this.#decoded(address, decodeTopicTable(readObject(body) ?? {})).topics;
    });
  }

  groups(): Promise<readonly OfBroker<ReadonlyMap<string, SubscriptionGroup>>[]> {
    return this.#ofEach(async ({ address }) => {
      const { body } = await this.#ask(address, getSubscriptionGroups, {});
      return this.#decoded(address, decodeSubscriptionGroups(body)).entries;
    });
  }

  /** On every broker. */
  async createTopic({ topic, queueCount, order }: NewTopic): Promise<readonly ClusterBroker[]> {
    const header = {
      topic,
      defaultTopic: 'TBW102',
      readQueueCount: queueCount,
      writeQueueCount: queueCount,
      permission: READ_AND_WRITE,
      topicFilterType: 'SINGLE_TAG',
      topicSystemFlag: 0,
      order,
    };
    const told = await this.#ofEach(({ address }) => this.#ask(address, updateAndCreateTopic, header));
    return told.map(({ broker }) => broker);
  }

  /** On every broker, then at this name server: others forget it when their brokers do. */
  async deleteTopic(topic: string): Promise<void> {
    await this.#ofEach(({ address }) => this.#ask(address, deleteTopicAtBroker, { topic }));
    await this.#ask(this.#nameServer, deleteTopicAtNameServer, { topic });
  }

  /** Of all brokers that have the topic; empty when none has. */
  async topicStats(topic: string): Promise<QueueTable<TopicStats>> {
    const tables = await this.#ofEach(async ({ address }) => {
      const answer = await this.#ask(address, getTopicStats, { topic }, [RESPONSE_CODE.topicNotExist]);
      if (answer.code === RESPONSE_CODE.topicNotExist) return [];
      return this.#decoded(address, decodeTopicStats(answer.body));
    });
    return tables.flatMap(({ value }) => value);
  }

  /** Of the queues of topics on which the group has offsets. */
  async consumeStats(consumerGroup: string): Promise<QueueTable<ConsumeStats>> {
    const tables = await this.#ofEach(async ({ address }) => {
      const { body } = await this.#ask(address, getConsumeStats, { consumerGroup });
      return this.#decoded(address, decodeConsumeStats(body));
    });
    return tables.flatMap(({ value }) => value);
  }

  /** Client ids, sorted; none when nobody is there. */
  async members(group: string): Promise<readonly string[]> {
    const lists = await this.#ofEach(({ address }) => this.#instance.requests.members(address, group));
    return [...new Set(lists.flatMap(({ value }) => value ?? []))].toSorted(compareText);
  }

  /** The new offsets; consumers that run learn of them by their next pull. */
  async resetOffsets({ group, topic, timestampMs }: OffsetReset): Promise<QueueTable<number>> {
    const header = { topic, group, queueId: -1, timestampMs, isForced: true };
    const elsewhere = [RESPONSE_CODE.topicNotExist, RESPONSE_CODE.subscriptionGroupNotExist];
    const tables = await this.#ofEach(async ({ address }) => {
      const answer = await this.#ask(address, resetOffset, header, elsewhere);
      if (answer.code !== RESPONSE_CODE.success) return [];
      return this.#decoded(address, decodeQueueOffsets(answer.body));
    });
    return tables.flatMap(({ value }) => value);
  }

  /** The oldest messages of a topic, broker by broker and queue by queue; commits nothing. */
  async messages(topic: string, maxCount: number): Promise<readonly StoredMessage[]> {
    const addresses = new Map((await this.brokers()).map((broker) => [broker.brokerName, broker.address]));
    const found: StoredMessage[] = [];
    for (const [queue, { minOffset, maxOffset }] of await this.topicStats(topic)) {
      const address = addresses.get(queue.brokerName);
      let offset = minOffset;
      while (address !== undefined && offset < maxOffset && found.length < maxCount) {
        const pulled = await this.#pull(address, queue, offset);
        if (pulled.nextOffset <= offset) break;
        found.push(...pulled.messages);
        offset = pulled.nextOffset;
      }
    }
    return found.slice(0, maxCount);
  }

  async #pull(address: string, queue: MessageQueue, offset: number) {
    const header = {
      consumerGroup: TOOLS_GROUP,
      topic: queue.topic,
      queueId: queue.queueId,
      queueOffset: offset,
      maxMessageCount: PULL_COUNT,
      systemFlag: pullSystemFlag({ commitOffset: false, suspend: false, subscription: true }),
      commitOffset: 0,
      suspendTimeoutMs: 0,
      subscription: ALL_TAGS,
      subscriptionVersion: 0,
    };
    const without = [RESPONSE_CODE.pullNotFound, RESPONSE_CODE.pullOffsetMoved];
    const outcome = outcomeOf(await this.#ask(address, pullMessage, header, without), address);
    if (outcome.kind === 'found') return outcome;
    const nextOffset = 'nextOffset' in outcome ? outcome.nextOffset : queueOffset(offset);
    return { messages: [], nextOffset };
  }

  async #ofEach<Value>(ask: (broker: ClusterBroker) => Promise<Value>): Promise<readonly OfBroker<Value>[]> {
    const brokers = await this.brokers();
    return Promise.all(brokers.map(async (broker) => ({ broker, value: await ask(broker) })));
  }

  async #ask<Header, Reply>(
    address: string,
    definition: RequestDefinition<Header, Reply>,
    header: Header,
    alsoExpected: readonly number[] = [],
  ): Promise<Answer<Reply>> {
    const answer = await this.#instance.requests.ask(address, definition, header);
    if (answer instanceof RemotingError) {
      throw new AdministrationError('unreachable', address, { message: answer.message });
    }
    const { code, remark } = answer;
    if (code === RESPONSE_CODE.success || alsoExpected.includes(code)) return answer;
    const message = remark ?? `${definition.name} was answered with code ${code}`;
    throw new AdministrationError('refused', address, { message, code });
  }

  #decoded<Value>(address: string, value: Value | undefined): Value {
    if (value !== undefined) return value;
    throw new AdministrationError('malformed', address, { message: 'the answer makes no sense' });
  }
}
