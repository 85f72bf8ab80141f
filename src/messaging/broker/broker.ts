// One broker process: wires its parts, starts them and stops them in RocketMQ's order (facts 4.21). What they do is in their
// own files.

import { assert } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Program, RunningProcess } from '../../environment/program.ts';
import { getConsumerList } from '../protocol/get-consumer-list.ts';
import { getEarliestStoreTime } from '../protocol/get-earliest-store-time.ts';
import { getMaxOffset } from '../protocol/get-max-offset.ts';
import { getMinOffset } from '../protocol/get-min-offset.ts';
import { heartbeat } from '../protocol/heartbeat.ts';
import { lockBatch } from '../protocol/lock-batch.ts';
import { litePullMessage, pullMessage } from '../protocol/pull-message.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { queryMessage } from '../protocol/query-message.ts';
import { searchOffset } from '../protocol/search-offset.ts';
import { sendBatchMessage, sendMessage, sendMessageV2 } from '../protocol/send-message.ts';
import { sendMessageBack } from '../protocol/send-message-back.ts';
import { unlockBatch } from '../protocol/unlock-batch.ts';
import { unregisterClient } from '../protocol/unregister-client.ts';
import { updateAndCreateTopic } from '../protocol/update-and-create-topic.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { viewMessage } from '../protocol/view-message.ts';
import { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingServer, type RequestRegistry } from '../remoting/remoting-server.ts';
import { MessageStore } from '../store/message-store.ts';
import { DEFAULT_STORE_OPTIONS, resolveStoreOptions } from '../store/options.ts';
import { AdministrationHandlers } from './administration-handlers.ts';
import { type Lanes, openLanes } from './broker-lanes.ts';
import { type BrokerOptions, type GivenBrokerOptions, resolveBrokerOptions } from './broker-options.ts';
import { type BrokerParts, DEFAULT_BROKER_PARTS } from './broker-parts.ts';
import { awaitPlaceOf, type BrokerPlace, BrokerReplication } from './broker-replication.ts';
import { loadTables, type Tables } from './broker-tables.ts';
import { ClientHandlers } from './client-handlers.ts';
import { ConnectedClients } from './connected-clients.ts';
import { ConsumerHandlers } from './consumer-handlers.ts';
import { ConsumerTable } from './consumer-table.ts';
import { DelayedDelivery } from './delayed-delivery.ts';
import { GroupMembership } from './group-membership.ts';
import { HeldPulls } from './held-pulls.ts';
import { InspectionHandlers } from './inspection-handlers.ts';
import { LockHandlers } from './lock-handlers.ts';
import { NameServerRegistration } from './name-server-registration.ts';
import { PullHandler } from './pull-handler.ts';
import { QueryHandlers } from './query-handlers.ts';
import { QueueLockTable } from './queue-lock-table.ts';
import { RemovalHandlers } from './removal-handlers.ts';
import { ReopenedBroker } from './reopened-broker.ts';
import { SendBackHandler } from './send-back-handler.ts';
import { SendHandler } from './send-handler.ts';
import { LONE_MASTER } from './slave-pull.ts';
import { SYSTEM_TOPIC } from './system-topics.ts';
import { TopicHandlers } from './topic-handlers.ts';
import { DEFAULT_TRANSACTION_PARTS } from './transaction/transaction-parts.ts';
import { Transactions } from './transaction/transactions.ts';
import { UniqueKeys } from './unique-keys.ts';

/** The program of a broker. */
export function broker(given: GivenBrokerOptions, givenParts: Partial<BrokerParts> = {}): Program {
  const options = resolveBrokerOptions(given);
  const parts = withDefaults(DEFAULT_BROKER_PARTS, givenParts);
  return async (environment) => {
    await awaitPlaceOf(environment, placeOf(environment, options), options.replication, parts);
    const open = async (cutBack: (position: LogPosition) => void) => {
      const tables = await loadTables(environment, options, parts);
      const store = await MessageStore.open(environment, options.store, parts.store);
      const running = new Broker({ environment, options, parts, store, cutBack, ...tables });
      await running.start();
      return running;
    };
    const { replication, store } = options;
    if (replication?.role !== 'SLAVE' || replication.aheadReplica !== 'truncated') return open(() => {});
    return ReopenedBroker.start(environment, { open, store: resolveStoreOptions(store) });
  };
}

function placeOf(
  { network }: Environment,
  { brokerName, nameServerAddresses, port }: BrokerOptions,
): BrokerPlace {
  return { brokerName, nameServerAddresses, address: `${network.host}:${port}` };
}

interface BrokerContext extends Tables {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  readonly parts: BrokerParts;
  readonly store: MessageStore;
  readonly cutBack: (position: LogPosition) => void;
}

export class Broker implements RunningProcess {
  readonly #context: BrokerContext;
  /** `ip:port`. */
  readonly address: string;
  readonly #lanes: Lanes;
  readonly #server: RemotingServer;
  readonly #client: RemotingClient;
  readonly #consumers = new ConsumerTable();
  readonly #clients = new ConnectedClients();
  readonly #held: HeldPulls;
  readonly #membership: GroupMembership;
  readonly #delivery: DelayedDelivery;
  readonly #locks: QueueLockTable;
  readonly #delayLevelsMs: readonly number[];
  readonly #registration: NameServerRegistration;
  readonly #uniqueKeys: UniqueKeys;
  readonly #transactions: Transactions;
  readonly #replication: BrokerReplication | undefined;
  readonly #registry: RequestRegistry;

  constructor(context: BrokerContext) {
    const { environment, options, parts, store, topics } = context;
    const { host } = environment.network;
    this.#context = context;
    this.address = `${host}:${options.port}`;
    this.#lanes = openLanes(environment, options, () => store.isPageCacheBusy);
    this.#server = new RemotingServer(environment, { port: options.port });
    this.#client = new RemotingClient(environment);
    this.#uniqueKeys = new UniqueKeys(environment, options.port);
    this.#transactions = new Transactions({
      address: this.address,
      uniqueKeys: this.#uniqueKeys,
      nowMs: this.#nowMs,
      ...context,
      // Not the broker's own.
      parts: withDefaults(DEFAULT_TRANSACTION_PARTS, parts.transactions),
    });
    this.#membership = new GroupMembership(environment, this.#consumers, options, this.#nowMs);
    this.#held = new HeldPulls({
      environment,
      decideHold: parts.decideHold,
      nowMs: this.#nowMs,
      maxOffset: (topic, queueId) => store.maxOffset(topic, queueId),
      checkIntervalMs: options.longPolling ? options.holdCheckIntervalMs : options.shortPollingMs,
      bound: options.heldPullBound,
      table: parts.makeHoldTable(environment),
    });
    this.#locks = new QueueLockTable(options.queueLeaseMs);
    this.#delayLevelsMs = options.store.delayLevelsMs ?? DEFAULT_STORE_OPTIONS.delayLevelsMs;
    this.#delivery = new DelayedDelivery({
      environment,
      store,
      offsets: context.delayOffsets,
      delayLevelsMs: this.#delayLevelsMs,
      rules: parts.delayRules,
    });
    this.#replication = this.#replicate();
    this.#registry = this.#replication?.registryFor(this.#server) ?? this.#server;
    this.#registration = new NameServerRegistration({
      environment,
      options,
      client: this.#client,
      topics,
      address: this.address,
      haAddress: `${host}:${options.replication?.port ?? options.port + 1}`,
      enableActingMaster: this.#replication?.enableActingMaster,
      masterFound: (master) => this.#replication?.masterFound(master),
      fence: this.#replication?.fence,
      epoch: this.#replication?.options.epoch ?? 0,
    });
  }

  #replicate(): BrokerReplication | undefined {
    const { environment, options, parts, store } = this.#context;
    const { replication: given, store: storeOptions } = options;
    if (given === undefined) return undefined;
    // BrokerStartup.java ends the process.
    assert((given.role === 'SLAVE') === options.brokerId > 0, 'a slave has an id above 0, a master has 0');
    const client = this.#client;
    const tables = this.#context;
    const { cutBack } = this.#context;
    const place = placeOf(environment, options);
    const own = { given, parts, tables, client, place, cutBack };
    return new BrokerReplication({ environment, store, storeOptions, ...own });
  }

  async start(): Promise<void> {
    const { store, topics } = this.#context;
    const isSlave = this.#replication?.isSlave ?? false;
    const wakesPulls = this.#replication?.wakesPulls ?? true;
    this.#routeMessages();
    this.#routeClients();
    this.#server.onChannelClosed((channel) => {
      this.#transactions.channelClosed(channel);
      this.#clients.closed(channel);
      void this.#membership.channelClosed(channel);
    });
    store.onArrival(({ topic, queueId, queueOffset, tagsCode }) => {
      if (topic === SYSTEM_TOPIC.schedule) this.#delivery.arrived(queueId);
      if (wakesPulls) this.#held.arrived(topic, queueId, { maxOffset: queueOffset + 1, tagsCode });
    });
    store.begin();
    topics.onChange(({ topicName }) => this.#registration.announce(topicName));
    if (!isSlave) this.#delivery.recover();
    await this.#replication?.start();
    await this.#server.start();
    if (!isSlave) {
      this.#delivery.start();
      this.#transactions.start();
    }
    this.#registration.start();
  }

  async stop(): Promise<void> {
    await this.#registration.stop();
    await this.#server.stop();
    this.#membership.close();
    this.#held.close();
    await this.#delivery.stop();
    await this.#transactions.stop();
    await this.#replication?.stop();
    await this.#context.offsets.close();
    await this.#context.store.close();
    await this.#client.close();
  }

  #routeMessages(): void {
    const { environment, options, parts, store, topics, groups, offsets } = this.#context;
    const { decideTopicCreation, decideFate } = parts;
    const { address } = this;
    const delayLevelCount = this.#delayLevelsMs.length;
    const common = { environment, options, address, store, topics, groups, delayLevelCount };
    const isOrderly = (group: string) => this.#locks.hasLiveLease(group, this.#nowMs());
    const uniqueKeys = this.#uniqueKeys;
    const { rejectsTransactions } = options.transactions;
    const sends = new SendHandler({
      decideTopicCreation,
      isOrderly,
      uniqueKeys,
      rejectsTransactions,
      ...common,
    });
    this.#transactions.register(this.#registry, this.#lanes.endTransaction);
    const sentBack = new SendBackHandler({ decideFate, ...common });
    this.#registry.register(sendMessageBack, this.#lanes.send, sentBack.handle);
    this.#registry.register(sendMessage, this.#lanes.send, sends.handle);
    this.#registry.register(sendMessageV2, this.#lanes.send, sends.handle);
    this.#registry.register(sendBatchMessage, this.#lanes.send, sends.handleBatch);
    const pulls = new PullHandler({
      environment,
      options,
      store,
      topics,
      groups,
      offsets,
      consumers: this.#consumers,
      held: this.#held,
      committedOffset: parts.committedOffset,
      role: this.#replication?.options ?? LONE_MASTER,
      lane: this.#lanes.pull,
      nowMs: this.#nowMs,
    });
    this.#registry.register(pullMessage, this.#lanes.pull, pulls.handle);
    this.#registry.register(litePullMessage, this.#lanes.litePull, pulls.handle);
    const queries = new QueryHandlers(store, options);
    this.#registry.register(queryMessage, this.#lanes.query, queries.byKey);
    this.#registry.register(viewMessage, this.#lanes.query, queries.byPosition);
  }

  #routeClients(): void {
    const { environment, parts, topics, groups } = this.#context;
    const { heartbeat: heartbeats, clientManagement, consumerManagement, administration } = this.#lanes;
    const server = this.#registry;
    const clients = new ClientHandlers({
      groups,
      topics,
      membership: this.#membership,
      producers: this.#transactions.producers,
      clients: this.#clients,
    });
    server.register(heartbeat, heartbeats, clients.heartbeat);
    server.register(unregisterClient, clientManagement, clients.unregister);
    const consumers = new ConsumerHandlers({
      consumers: this.#consumers,
      answerOffsetQuery: parts.answerOffsetQuery,
      ...this.#context,
    });
    server.register(getConsumerList, consumerManagement, consumers.list);
    server.register(queryConsumerOffset, consumerManagement, consumers.queryOffset);
    server.register(updateConsumerOffset, consumerManagement, consumers.updateOffset);
    server.register(searchOffset, administration, consumers.offsetByTime);
    server.register(getMaxOffset, administration, consumers.maxOffset);
    server.register(getMinOffset, administration, consumers.minOffset);
    server.register(getEarliestStoreTime, administration, consumers.earliestStoreTime);
    const locks = new LockHandlers(environment, this.#locks, this.#nowMs);
    server.register(lockBatch, administration, locks.lock);
    server.register(unlockBatch, administration, locks.unlock);
    new AdministrationHandlers({
      held: this.#held,
      ...this.#context,
    }).register(server, administration);
    new InspectionHandlers({
      address: this.address,
      consumers: this.#consumers,
      clients: this.#clients,
      producers: this.#transactions.producers,
      ...this.#context,
    }).register(server, administration);
    new RemovalHandlers(this.#context).register(server, administration);
    server.register(updateAndCreateTopic, administration, new TopicHandlers(topics).updateAndCreate);
  }

  readonly #nowMs = (): number => this.#context.parts.leaseClockMs(this.#context.environment.clock);
}
