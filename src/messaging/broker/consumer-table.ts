// Which clients are in which consumer group at this broker, and what each group subscribes to. A group has one
// subscription per topic, shared by all its members. In memory only; it sends nothing and reads no clock.

import type {
  ConsumeFromWhere,
  ConsumerData,
  ConsumeType,
  MessageModel,
} from '../protocol/heartbeat-data.ts';
import type { SubscriptionData } from '../protocol/subscription-data.ts';
import type { Channel } from '../remoting/channel.ts';
import { subscriptionFilter, type TagFilter } from './tag-filter.ts';

export interface Subscription {
  readonly data: SubscriptionData;
  readonly filter: TagFilter;
}

interface Member {
  clientId: string;
  lastHeartbeatMs: number;
}

export interface ConsumerGroup {
  readonly name: string;
  readonly messageModel: MessageModel;
  readonly consumeType: ConsumeType;
  readonly consumeFromWhere: ConsumeFromWhere;
  readonly members: ReadonlyMap<Channel, Readonly<Member>>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
}

interface MutableGroup extends ConsumerGroup {
  messageModel: MessageModel;
  consumeType: ConsumeType;
  consumeFromWhere: ConsumeFromWhere;
  readonly members: Map<Channel, Member>;
  readonly subscriptions: Map<string, Subscription>;
}

/** What a member's coming, going or new subscription left: whom to tell, who is there. */
export interface MembershipChange {
  readonly group: string;
  readonly messageModel: MessageModel;
  readonly channels: readonly Channel[];
  readonly clientIds: readonly string[];
}

export class ConsumerTable {
  readonly #groups = new Map<string, MutableGroup>();

  find(group: string): ConsumerGroup | undefined {
    return this.#groups.get(group);
  }

  /** Names of the groups that subscribe to the topic. */
  groupsOf(topic: string): readonly string[] {
    const groups = [...this.#groups.values()].filter(({ subscriptions }) => subscriptions.has(topic));
    return groups.map(({ name }) => name);
  }

  clientIds(group: string): readonly string[] {
    const found = this.#groups.get(group);
    return found === undefined ? [] : [...found.members.values()].map((member) => member.clientId);
  }

  /** A new channel, or a topic gained or lost, is a change; a newer expression for a known topic is not. */
  register(
    data: ConsumerData,
    channel: Channel,
    clientId: string,
    nowMs: number,
  ): MembershipChange | undefined {
    let group = this.#groups.get(data.groupName);
    if (group === undefined) {
      group = {
        name: data.groupName,
        messageModel: data.messageModel,
        consumeType: data.consumeType,
        consumeFromWhere: data.consumeFromWhere,
        members: new Map(),
        subscriptions: new Map(),
      };
      this.#groups.set(data.groupName, group);
    }
    group.messageModel = data.messageModel;
    group.consumeType = data.consumeType;
    group.consumeFromWhere = data.consumeFromWhere;
    const isNew = !group.members.has(channel);
    group.members.set(channel, { clientId, lastHeartbeatMs: nowMs });
    const hasOtherTopics = replaceSubscriptions(group.subscriptions, data.subscriptions);
    return isNew || hasOtherTopics ? changeOf(group) : undefined;
  }

  unregister(groupName: string, channel: Channel): MembershipChange | undefined {
    const group = this.#groups.get(groupName);
    if (group === undefined || !group.members.delete(channel)) return undefined;
    if (group.members.size === 0) this.#groups.delete(groupName);
    return changeOf(group);
  }

  /** Removes the channel from every group. */
  removeChannel(channel: Channel): readonly MembershipChange[] {
    const changes: MembershipChange[] = [];
    for (const name of this.#groups.keys()) {
      const change = this.unregister(name, channel);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  /** Channels without a heartbeat since then. */
  silentSince(timeMs: number): readonly Channel[] {
    const silent = new Set<Channel>();
    for (const group of this.#groups.values()) {
      for (const [channel, member] of group.members) if (member.lastHeartbeatMs < timeMs) silent.add(channel);
    }
    return [...silent];
  }

  /** When the longest silent channel was heard last; undefined without any channel. */
  get oldestHeartbeatMs(): number | undefined {
    let oldest: number | undefined;
    for (const group of this.#groups.values()) {
      for (const member of group.members.values())
        oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, member.lastHeartbeatMs);
    }
    return oldest;
  }
}

function changeOf(group: ConsumerGroup): MembershipChange {
  return {
    group: group.name,
    messageModel: group.messageModel,
    channels: [...group.members.keys()],
    clientIds: [...group.members.values()].map((member) => member.clientId),
  };
}

/**
 * The newest version of each topic's subscription stays, whoever brought it; topics that this heartbeat lacks go, for the
 * whole group (ConsumerGroupInfo.java). True when the set of topics changed.
 */
function replaceSubscriptions(
  subscriptions: Map<string, Subscription>,
  brought: readonly SubscriptionData[],
): boolean {
  let isChanged = false;
  const topics = new Set<string>();
  for (const data of brought) {
    topics.add(data.topic);
    const known = subscriptions.get(data.topic);
    if (known === undefined) isChanged = true;
    if (known === undefined || data.version > known.data.version) {
      subscriptions.set(data.topic, { data, filter: subscriptionFilter(data) });
    }
  }
  for (const topic of subscriptions.keys()) {
    if (topics.has(topic)) continue;
    subscriptions.delete(topic);
    isChanged = true;
  }
  return isChanged;
}
