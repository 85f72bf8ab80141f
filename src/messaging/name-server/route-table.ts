// Who is where: brokers, clusters, and the queues of topics, as told by brokers (facts 7.1 to 7.4, RouteInfoManager). Plain data: time is
// an argument, nothing is sent from here. A channel is only compared, never used.

import { assert, present } from '../../base/assert.ts';
import { compareText } from '../../base/compare.ts';
import type { ClusterInfo } from '../protocol/cluster-info.ts';
import { type DataVersion, equalDataVersions } from '../protocol/data-version.ts';
import { PERMISSION } from '../protocol/permission.ts';
import { type BrokerData, MASTER_ID, type QueueData, type RouteData } from '../protocol/route-data.ts';
import type { TopicConfig, TopicTable } from '../protocol/topic-config.ts';
import type { Channel } from '../remoting/channel.ts';
import type { NameServerParts } from './name-server-parts.ts';

export type BrokerChannel = Pick<Channel, 'close' | 'remoteAddress'>;

export interface Registration {
  readonly clusterName: string;
  readonly brokerName: string;
  readonly brokerId: number;
  readonly address: string;
  readonly haServerAddress: string;
  readonly timeoutMs: number;
  /** Undefined: a broker older than 5.0, whose slaves never provide topics. */
  readonly enableActingMaster: boolean | undefined;
  readonly topicTable: TopicTable;
  readonly channel: BrokerChannel;
}

export type RegistrationOutcome =
  | {
      readonly kind: 'registered';
      readonly isNew: boolean;
      /** For a slave whose master is alive. */
      readonly master: { readonly address: string; readonly haServerAddress: string } | undefined;
      /** Address of another live broker that held the name and the id until now. */
      readonly instead: string | undefined;
    }
  /** Another broker holds this id with a newer state: the registration changes nothing, and is answered as if it had. */
  | { readonly kind: 'outdated'; readonly holder: string }
  | { readonly kind: 'lone-topic' };

/** What the routes say of one broker name. */
export interface BrokerRoute {
  /** By broker id. */
  readonly addresses: ReadonlyMap<number, string>;
  /** By topic. */
  readonly queues: ReadonlyMap<string, QueueData>;
}

export type RouteTableParts = Pick<NameServerParts, 'takesTopic' | 'rememberedVersion'>;

export interface LiveBroker {
  readonly clusterName: string;
  readonly brokerName: string;
  readonly brokerId: number;
  readonly address: string;
  readonly haServerAddress: string;
  readonly dataVersion: DataVersion;
  readonly channel: BrokerChannel;
  readonly lastUpdateMs: number;
  readonly timeoutMs: number;
}

interface Broker {
  readonly cluster: string;
  readonly brokerName: string;
  readonly addresses: Map<number, string>;
}

export class RouteTable {
  readonly #refusesLoneTopic: boolean;
  readonly #parts: RouteTableParts;
  readonly #brokers = new Map<string, Broker>();
  readonly #clusters = new Map<string, Set<string>>();
  /** Topic to broker name to queues. */
  readonly #topics = new Map<string, Map<string, QueueData>>();
  readonly #live = new Map<string, LiveBroker>();
  /** By broker name: the last master whose registration changed nothing. */
  readonly #outdated = new Map<string, string>();

  constructor(options: { readonly refusesLoneTopic: boolean }, parts: RouteTableParts) {
    this.#refusesLoneTopic = options.refusesLoneTopic;
    this.#parts = parts;
  }

  /** Topics that a later registration lacks stay: only an administrator deletes them. */
  register(registration: Registration, nowMs: number): RegistrationOutcome {
    const { clusterName, brokerName, brokerId, address, topicTable } = registration;
    const isKnownName = this.#brokers.has(brokerName);
    const broker = this.#enter(clusterName, brokerName);
    for (const [id, held] of broker.addresses) {
      if (held === address && id !== brokerId) broker.addresses.delete(id);
    }
    const rival = this.#rival(broker, registration);
    if (rival !== undefined && rival.dataVersion.stateVersion > topicTable.dataVersion.stateVersion) {
      this.#live.delete(liveKey(clusterName, address));
      if (brokerId === MASTER_ID) this.#outdated.set(brokerName, address);
      return { kind: 'outdated', holder: rival.address };
    }
    this.#forgetOutdated(brokerName, address);
    const isNew = !broker.addresses.has(brokerId);
    if (isNew && this.#refusesLoneTopic && topicTable.topics.size === 1) {
      if (broker.addresses.size === 0) this.unregister(clusterName, brokerName, address);
      return { kind: 'lone-topic' };
    }
    // The original looks for an empty entry only, and keeps queues of another process that held the name and the id.
    const isFirst = !isKnownName || broker.addresses.get(brokerId) !== address;
    broker.addresses.set(brokerId, address);
    this.#takeTopics(registration, broker, isFirst);
    this.#enliven(registration, isFirst, nowMs);
    const master = this.#masterOf(broker, brokerId);
    return { kind: 'registered', isNew, master, instead: rival?.address };
  }

  /** Addresses that claim to be the master of a name and live, by its name, where there are several; the one of the routes is the first. */
  rivalMasters(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const [brokerName, { addresses }] of this.#brokers) {
      const shown = addresses.get(MASTER_ID);
      if (shown === undefined) continue;
      const others = [...this.#live.values()]
        .filter((live) => live.brokerName === brokerName && live.brokerId === MASTER_ID)
        .map(({ address }) => address);
      const outdated = this.#outdated.get(brokerName);
      const claimants = new Set([shown, ...others, ...(outdated === undefined ? [] : [outdated])]);
      if (claimants.size > 1) found.set(brokerName, [...claimants]);
    }
    return found;
  }

  #forgetOutdated(brokerName: string, address: string): void {
    if (this.#outdated.get(brokerName) === address) this.#outdated.delete(brokerName);
  }

  /** Removes an address; a broker without addresses goes with all its queues. */
  unregister(clusterName: string, brokerName: string, address: string): void {
    this.#live.delete(liveKey(clusterName, address));
    this.#forgetOutdated(brokerName, address);
    const broker = this.#brokers.get(brokerName);
    if (broker !== undefined) {
      for (const [id, held] of broker.addresses) if (held === address) broker.addresses.delete(id);
      if (broker.addresses.size > 0) return;
      this.#brokers.delete(brokerName);
    }
    const names = this.#clusters.get(clusterName);
    names?.delete(brokerName);
    if (names?.size === 0) this.#clusters.delete(clusterName);
    for (const [topic, queues] of this.#topics) {
      queues.delete(brokerName);
      if (queues.size === 0) this.#topics.delete(topic);
    }
  }

  /** Brokers that were silent for longer than their time-out. */
  expired(nowMs: number): readonly LiveBroker[] {
    return [...this.#live.values()].filter((broker) => broker.lastUpdateMs + broker.timeoutMs < nowMs);
  }

  /** Brokers whose latest registration came over the channel. */
  registeredOver(channel: BrokerChannel): readonly LiveBroker[] {
    return [...this.#live.values()].filter((broker) => broker.channel === channel);
  }

  /** Undefined: it is not there. A registration since makes another object. */
  live(clusterName: string, address: string): LiveBroker | undefined {
    return this.#live.get(liveKey(clusterName, address));
  }

  brokerRoute(brokerName: string): BrokerRoute | undefined {
    const broker = this.#brokers.get(brokerName);
    if (broker === undefined) return undefined;
    const queues = new Map<string, QueueData>();
    for (const [topic, queuesByBroker] of this.#topics) {
      const data = queuesByBroker.get(brokerName);
      if (data !== undefined) queues.set(topic, data);
    }
    return { addresses: new Map(broker.addresses), queues };
  }

  /** Sorted by broker name; undefined when no broker has the topic. */
  route(topic: string): Omit<RouteData, 'orderTopicConfig'> | undefined {
    const queuesByBroker = this.#topics.get(topic);
    if (queuesByBroker === undefined) return undefined;
    const queues = [...queuesByBroker.values()].sort((left, right) =>
      compareText(left.brokerName, right.brokerName),
    );
    const brokers: BrokerData[] = [];
    for (const { brokerName } of queues) {
      const broker = this.#brokers.get(brokerName);
      if (broker !== undefined) brokers.push(broker);
    }
    return brokers.length === 0 ? undefined : { queues, brokers };
  }

  /** Names of all topics, sorted. */
  topicNames(): readonly string[] {
    return [...this.#topics.keys()].toSorted(compareText);
  }

  /** Of one cluster, sorted. */
  topicsOf(cluster: string): readonly string[] {
    const names = this.#clusters.get(cluster) ?? new Set();
    return this.topicNames().filter((topic) => {
      const queues = this.#topics.get(topic);
      return queues !== undefined && [...queues.keys()].some((brokerName) => names.has(brokerName));
    });
  }

  /** A registration that brings the topic brings it back. Without a cluster: of all brokers. */
  deleteTopic(topic: string, cluster: string | undefined): void {
    const queues = this.#topics.get(topic);
    if (queues === undefined) return;
    const names = cluster === undefined ? queues.keys() : (this.#clusters.get(cluster) ?? []);
    for (const brokerName of [...names]) queues.delete(brokerName);
    if (queues.size === 0) this.#topics.delete(topic);
  }

  clusterInfo(): ClusterInfo {
    const clusters = new Map(
      [...this.#clusters].map(([cluster, names]) => [cluster, [...names].sort(compareText)]),
    );
    return { brokers: this.#brokers, clusters };
  }

  #enter(cluster: string, brokerName: string): Broker {
    const names = this.#clusters.get(cluster) ?? new Set();
    this.#clusters.set(cluster, names.add(brokerName));
    const broker = this.#brokers.get(brokerName) ?? {
      cluster,
      brokerName,
      addresses: new Map<number, string>(),
    };
    this.#brokers.set(brokerName, broker);
    return broker;
  }

  /** Another live broker that holds the same name and id. */
  #rival(broker: Broker, { clusterName, brokerId, address }: Registration): LiveBroker | undefined {
    const held = broker.addresses.get(brokerId);
    return held === undefined || held === address ? undefined : this.#live.get(liveKey(clusterName, held));
  }

  /** The master tells the topics; since 5.0 the slave with the least id does when there is no master. */
  #takeTopics(registration: Registration, broker: Broker, isFirst: boolean): void {
    const { brokerId, brokerName, enableActingMaster, topicTable } = registration;
    const isMaster = brokerId === MASTER_ID;
    const isPrimeSlave =
      !isMaster && enableActingMaster !== undefined && isLeast(brokerId, broker.addresses.keys());
    if (!isMaster && !isPrimeSlave) return;
    const known = this.#live.get(liveKey(registration.clusterName, registration.address));
    const isChanged = known === undefined || !equalDataVersions(known.dataVersion, topicTable.dataVersion);
    const permissionMask = isPrimeSlave && enableActingMaster ? ~PERMISSION.write : ~0;
    for (const config of topicTable.topics.values()) {
      const queues = this.#topics.get(config.topicName) ?? new Map<string, QueueData>();
      if (!this.#parts.takesTopic({ isFirst, isChanged, isKnown: queues.has(brokerName) })) continue;
      this.#topics.set(
        config.topicName,
        queues.set(brokerName, queueData(brokerName, config, permissionMask)),
      );
    }
  }

  #enliven(registration: Registration, isFirst: boolean, nowMs: number): void {
    const { clusterName, brokerName, brokerId, address, haServerAddress, topicTable, channel, timeoutMs } =
      registration;
    const key = liveKey(clusterName, address);
    const dataVersion = this.#parts.rememberedVersion({
      isFirst,
      isLone: topicTable.topics.size === 1,
      known: this.#live.get(key)?.dataVersion,
      given: topicTable.dataVersion,
    });
    this.#live.set(key, {
      clusterName,
      brokerName,
      brokerId,
      address,
      haServerAddress,
      dataVersion,
      channel,
      lastUpdateMs: nowMs,
      timeoutMs,
    });
    assert(
      present(this.#brokers.get(brokerName), brokerName).addresses.size > 0,
      `${brokerName} has no address`,
    );
  }

  #masterOf(broker: Broker, brokerId: number): { address: string; haServerAddress: string } | undefined {
    const address = broker.addresses.get(MASTER_ID);
    if (brokerId === MASTER_ID || address === undefined) return undefined;
    const live = this.#live.get(liveKey(broker.cluster, address));
    return live === undefined ? undefined : { address, haServerAddress: live.haServerAddress };
  }
}

function liveKey(clusterName: string, address: string): string {
  return `${clusterName}\u0000${address}`;
}

function isLeast(id: number, ids: Iterable<number>): boolean {
  for (const other of ids) if (other < id) return false;
  return true;
}

function queueData(brokerName: string, config: TopicConfig, permissionMask: number): QueueData {
  return {
    brokerName,
    readQueueCount: config.readQueueCount,
    writeQueueCount: config.writeQueueCount,
    permission: config.permission & permissionMask,
    topicSystemFlag: config.topicSystemFlag,
  };
}
