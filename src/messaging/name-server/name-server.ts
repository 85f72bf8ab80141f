// The name server: answers who is where, from what brokers told it. It asks nobody; several name servers know nothing of each other
// (facts 7.5). The tables are route-table.ts and kv-config.ts; this file connects them to requests, channels and time.

import { present } from '../../base/assert.ts';
import { crc32Of31Bits } from '../../base/crc32.ts';
import { withDefaults } from '../../base/defaults.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Program, RunningProcess } from '../../environment/program.ts';
import type { Timer } from '../../environment/timers.ts';
import { encodeClusterInfo } from '../protocol/cluster-info.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { initialDataVersion } from '../protocol/data-version.ts';
import { deleteKvConfig } from '../protocol/delete-kv-config.ts';
import { deleteTopicAtNameServer } from '../protocol/delete-topic.ts';
import { getClusterInfo } from '../protocol/get-cluster-info.ts';
import { getKvConfig } from '../protocol/get-kv-config.ts';
import { getKvList } from '../protocol/get-kv-list.ts';
import { getRoute } from '../protocol/get-route.ts';
import { getSystemTopicsOfCluster } from '../protocol/get-system-topics.ts';
import { getTopicList } from '../protocol/get-topic-list.ts';
import { getTopicsOfCluster } from '../protocol/get-topics-of-cluster.ts';
import { encodeKvTable, ORDER_TOPIC_NAMESPACE, RIVAL_MASTERS_NAMESPACE } from '../protocol/kv-table.ts';
import { putKvConfig } from '../protocol/put-kv-config.ts';
import { registerBroker } from '../protocol/register-broker.ts';
import { decodeRegisterBrokerBody } from '../protocol/register-broker-body.ts';
import { encodeRouteData, MASTER_ID } from '../protocol/route-data.ts';
import type { TopicTable } from '../protocol/topic-config.ts';
import { encodeTopicList, encodeTopicsAt } from '../protocol/topic-list.ts';
import { unregisterBroker } from '../protocol/unregister-broker.ts';
import { failure, type IncomingRequest, success, type TypedResult } from '../remoting/handler.ts';
import { RemotingServer } from '../remoting/remoting-server.ts';
import { Departures, type GoneBroker } from './departures.ts';
import { KvConfig } from './kv-config.ts';
import { DEFAULT_NAME_SERVER_PARTS, type NameServerParts } from './name-server-parts.ts';
import type { NameServerObservation } from './observations.ts';
import { NAME_SERVER_DEFAULTS, type NameServerOptions } from './options.ts';
import {
  type BrokerChannel,
  type LiveBroker,
  type Registration,
  type RegistrationOutcome,
  RouteTable,
} from './route-table.ts';

type HeaderOf<Definition> = Definition extends { encodeHeader(header: infer Header): unknown }
  ? Header
  : never;
type ReplyOf<Definition> = Definition extends { encodeReply(reply: infer Reply): unknown } ? Reply : never;
type RegisterHeader = HeaderOf<typeof registerBroker>;
type RegisterReply = ReplyOf<typeof registerBroker>;
type Registered = Exclude<RegistrationOutcome, { readonly kind: 'lone-topic' }>;

export interface NameServerContext {
  readonly environment: Environment;
  readonly options: NameServerOptions;
  readonly parts: NameServerParts;
}

export class NameServer implements RunningProcess {
  readonly #environment: Environment;
  readonly #options: NameServerOptions;
  readonly #parts: NameServerParts;
  readonly #routes: RouteTable;
  readonly #kvConfig: KvConfig;
  readonly #server: RemotingServer;
  readonly #departures: Departures;
  #scan: Timer | undefined;

  private constructor({ environment, options, parts }: NameServerContext, kvConfig: KvConfig) {
    this.#environment = environment;
    this.#options = options;
    this.#parts = parts;
    this.#routes = new RouteTable(options, parts);
    this.#departures = new Departures(environment, options.departureBound, (gone) => this.#remove(gone));
    this.#kvConfig = kvConfig;
    this.#server = new RemotingServer(environment, { port: options.port });
    this.#registerHandlers();
    this.#server.onChannelClosed((channel) => this.#channelClosed(channel));
  }

  /** @throws NetworkError, DiskError, DamagedConfigError */
  static async start(context: NameServerContext): Promise<NameServer> {
    const kvConfig = await KvConfig.load(context.environment.disk, context.options.kvConfigPath);
    const nameServer = new NameServer(context, kvConfig);
    await nameServer.#open();
    return nameServer;
  }

  async #open(): Promise<void> {
    await this.#server.start();
    this.#observe({ kind: 'name-server.started' });
    const { firstScanMs, scanPeriodMs } = this.#options;
    const { timers } = this.#environment;
    this.#scan = timers.every(firstScanMs, scanPeriodMs, 'name-server.scan', () => this.#removeExpired());
  }

  get address(): string {
    return this.#server.address;
  }

  async stop(): Promise<void> {
    this.#scan?.cancel();
    await this.#server.stop();
  }

  #registerHandlers(): void {
    const { clientWorkers, clientQueueBound, defaultWorkers, defaultQueueBound } = this.#options;
    const { lanes } = this.#environment;
    const clients = lanes.open({
      name: 'name-server.client',
      workers: clientWorkers,
      queueBound: clientQueueBound,
    });
    const all = lanes.open({
      name: 'name-server.default',
      workers: defaultWorkers,
      queueBound: defaultQueueBound,
    });
    const server = this.#server;
    server.register(getRoute, clients, ({ header }) => this.#getRoute(header.topic));
    server.register(registerBroker, all, (request, { channel }) => this.#registerBroker(request, channel));
    server.register(unregisterBroker, all, ({ header }) => this.#unregisterBroker(header));
    server.register(getClusterInfo, all, () => success({}, encodeClusterInfo(this.#routes.clusterInfo())));
    server.register(getTopicList, all, () => success({}, encodeTopicList(this.#routes.topicNames())));
    server.register(getTopicsOfCluster, all, ({ header: { cluster } }) => {
      return success({}, encodeTopicList(this.#routes.topicsOf(cluster)));
    });
    server.register(getSystemTopicsOfCluster, all, () => success({}, this.#systemTopics()));
    server.register(deleteTopicAtNameServer, all, ({ header: { topic, cluster } }) => {
      this.#routes.deleteTopic(topic, cluster === '' ? undefined : cluster);
      return success({});
    });
    server.register(putKvConfig, all, async ({ header }) => {
      await this.#kvConfig.put(header.namespace, header.key, header.value);
      return success({});
    });
    server.register(deleteKvConfig, all, async ({ header }) => {
      await this.#kvConfig.remove(header.namespace, header.key);
      return success({});
    });
    server.register(getKvConfig, all, ({ header: { namespace, key } }) => {
      const value = this.#kvConfig.get(namespace, key);
      return value === undefined ? noConfig(`${namespace} ${key}`) : success({ value });
    });
    server.register(getKvList, all, ({ header: { namespace } }) => {
      const table =
        namespace === RIVAL_MASTERS_NAMESPACE ? this.#rivalMasters() : this.#kvConfig.list(namespace);
      return table === undefined ? noConfig(namespace) : success({}, encodeKvTable(table));
    });
  }

  #rivalMasters(): ReadonlyMap<string, string> {
    return new Map([...this.#routes.rivalMasters()].map(([name, all]) => [name, all.join(';')]));
  }

  /** RouteInfoManager.java `getSystemTopicList`: names of clusters and brokers, and the address of any broker. */
  #systemTopics(): Uint8Array {
    const { clusters, brokers } = this.#routes.clusterInfo();
    const names = [...clusters].flatMap(([cluster, brokerNames]) => [cluster, ...brokerNames]);
    const [address] = [...brokers.values()].flatMap(({ addresses }) => [...addresses.values()]);
    return encodeTopicsAt(names, address);
  }

  #getRoute(topic: string): TypedResult<object> {
    const route = this.#routes.route(topic);
    if (route === undefined) {
      const remark = `No topic route info in name server for the topic: ${topic}`;
      return failure(RESPONSE_CODE.topicNotExist, remark);
    }
    const isOrdered = this.#options.orderMessageEnable;
    const orderTopicConfig = isOrdered ? this.#kvConfig.get(ORDER_TOPIC_NAMESPACE, topic) : undefined;
    return success({}, encodeRouteData({ orderTopicConfig, ...route }));
  }

  #registerBroker(
    request: IncomingRequest<RegisterHeader>,
    channel: BrokerChannel,
  ): TypedResult<RegisterReply> {
    const { header, body } = request;
    const topicTable = registeredTopics(header, body);
    if (typeof topicTable === 'string') return failure(RESPONSE_CODE.systemError, topicTable);
    const registration = this.#registration(header, topicTable, channel);
    const outcome = this.#routes.register(registration, this.#wallMs());
    if (outcome.kind === 'lone-topic') return failure(RESPONSE_CODE.systemError, 'register broker failed');
    this.#observeRival(registration, outcome);
    const orderedTopics = this.#kvConfig.list(ORDER_TOPIC_NAMESPACE);
    const replyBody = orderedTopics === undefined ? undefined : encodeKvTable(orderedTopics);
    if (outcome.kind === 'outdated') return success({}, replyBody);
    const { isNew, master } = outcome;
    this.#observeRegistration(registration, isNew);
    return success({ haServerAddress: master?.haServerAddress, masterAddress: master?.address }, replyBody);
  }

  /** RouteInfoManager.java says so only of the second kind, in its log. */
  #observeRival({ brokerName, brokerId, address }: Registration, outcome: Registered): void {
    if (brokerId !== MASTER_ID) return;
    const other = outcome.kind === 'outdated' ? outcome.holder : outcome.instead;
    if (other === undefined) return;
    const isTaken = outcome.kind !== 'outdated';
    if (!this.#parts.noticesRival({ isOutdated: !isTaken })) return;
    this.#observe({ kind: 'name-server.second-master', brokerName, address, other, isTaken });
  }

  #observeRegistration(registration: Registration, isNew: boolean): void {
    const { clusterName, brokerName, brokerId, address, timeoutMs, topicTable, channel } = registration;
    this.#observe({
      kind: 'name-server.broker-registered',
      clusterName,
      brokerName,
      brokerId,
      address,
      isNew,
      connection: channel.remoteAddress,
      timeoutMs,
      told: topicTable.topics,
      shown: present(this.#routes.brokerRoute(brokerName), brokerName),
    });
  }

  #registration(header: RegisterHeader, topicTable: TopicTable, channel: BrokerChannel): Registration {
    return {
      clusterName: header.clusterName,
      brokerName: header.brokerName,
      brokerId: header.brokerId,
      address: header.brokerAddress,
      haServerAddress: header.haServerAddress,
      timeoutMs: header.heartbeatTimeoutMs ?? this.#options.brokerTimeoutMs,
      enableActingMaster: header.enableActingMaster,
      topicTable,
      channel,
    };
  }

  #unregisterBroker(header: HeaderOf<typeof unregisterBroker>): TypedResult<object> {
    const { clusterName, brokerName, brokerAddress: address } = header;
    const isTaken = this.#departures.add({
      clusterName,
      brokerName,
      address,
      cause: 'unregistered',
      seen: undefined,
    });
    return isTaken ? success({}) : failure(RESPONSE_CODE.systemError, 'too many brokers leave');
  }

  #channelClosed(channel: BrokerChannel): void {
    for (const seen of this.#routes.registeredOver(channel)) {
      this.#departures.add(goneBroker(seen, 'channel-closed'));
    }
  }

  #removeExpired(): void {
    for (const seen of this.#routes.expired(this.#wallMs())) {
      this.#departures.add(goneBroker(seen, 'expired'));
      seen.channel.close();
    }
    this.#observe({ kind: 'name-server.scanned' });
  }

  #remove({ clusterName, brokerName, address, cause, seen }: GoneBroker): void {
    const live = this.#routes.live(clusterName, address);
    if (cause !== 'unregistered' && !this.#parts.isStillGone({ cause, hasReturned: live !== seen })) return;
    this.#routes.unregister(clusterName, brokerName, address);
    if (live === undefined) return;
    this.#observe({
      kind: 'name-server.broker-removed',
      clusterName,
      brokerName,
      address,
      cause,
      connection: seen?.channel.remoteAddress ?? '',
      shown: this.#routes.brokerRoute(brokerName),
    });
  }

  /** RocketMQ measures silence by the wall clock: a clock that jumps removes brokers that live. */
  #wallMs(): number {
    return this.#environment.clock.wallMs();
  }

  #observe(observation: NameServerObservation): void {
    this.#environment.observe(observation);
  }
}

export function nameServer(
  given: Partial<NameServerOptions> = {},
  givenParts: Partial<NameServerParts> = {},
): Program {
  const options = withDefaults(NAME_SERVER_DEFAULTS, given);
  const parts = withDefaults(DEFAULT_NAME_SERVER_PARTS, givenParts);
  return (environment) => NameServer.start({ environment, options, parts });
}

function goneBroker(seen: LiveBroker, cause: 'expired' | 'channel-closed'): GoneBroker {
  const { clusterName, brokerName, address } = seen;
  return { clusterName, brokerName, address, cause, seen };
}

/** The topics of a registration, or why it has none. */
function registeredTopics(header: RegisterHeader, body: Uint8Array): TopicTable | string {
  const { bodyCrc32 = 0, compressed = false } = header;
  if (bodyCrc32 !== 0 && bodyCrc32 !== crc32Of31Bits(body)) return 'crc32 not match';
  if (compressed) return 'compressed registrations are not supported';
  if (body.length === 0) return { dataVersion: initialDataVersion(0), topics: new Map() };
  return decodeRegisterBrokerBody(body)?.topicTable ?? 'Failed to decode RegisterBrokerBody';
}

function noConfig(what: string): TypedResult<never> {
  return failure(RESPONSE_CODE.queryNotFound, `No config item: ${what}`);
}
