// What all producers and consumers of one process share: its id, connections, routes, heartbeats and the rebalance schedule. It
// starts with its first member and ends with its last. It neither sends nor consumes messages.

import { assert } from '../../base/assert.ts';
import { withDefaults } from '../../base/defaults.ts';
import { hashText } from '../../base/hash.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Timer } from '../../environment/timers.ts';
import type { StoredMessage } from '../message/message.ts';
import { uniqueKey } from '../message/message-id.ts';
import { PROPERTY } from '../message/properties.ts';
import { decodeRecords } from '../message/record.ts';
import { checkTransactionState } from '../protocol/check-transaction-state.ts';
import { type ConsumerData, encodeHeartbeatData, type HeartbeatData } from '../protocol/heartbeat-data.ts';
import { notifyConsumerIdsChanged } from '../protocol/notify-consumer-ids-changed.ts';
import { success } from '../remoting/handler.ts';
import { RemotingClient } from '../remoting/remoting-client.ts';
import { unpackBody } from './body-compression.ts';
import { BrokerRequests } from './broker-requests.ts';
import { ClientError } from './client-error.ts';
import {
  CLIENT_DEFAULTS,
  type ClientOptions,
  type ClientSettings,
  FIRST_HEARTBEAT_MS,
  FIRST_PERSIST_MS,
  FIRST_ROUTE_POLL_MS,
} from './client-options.ts';
import { NameServers } from './name-servers.ts';
import { RebalanceSchedule } from './rebalance-schedule.ts';
import { Routes } from './routes.ts';

/** A broker asks how a transaction ended. */
export interface TransactionQuestion {
  /** Of the broker that asks. */
  readonly address: string;
  readonly message: StoredMessage;
  readonly header: Parameters<typeof checkTransactionState.encodeHeader>[0];
}

export interface ProducerMember {
  readonly group: string;
  /** Undefined: it does not answer for transactions. */
  readonly checkTransaction?: ((question: TransactionQuestion) => void) | undefined;
  /** Topics that it has sent to or wants to. */
  topics(): Iterable<string>;
}

export interface ConsumerMember {
  readonly group: string;
  /** Topics that it subscribes to. */
  topics(): Iterable<string>;
  heartbeat(): ConsumerData;
  rebalance(): Promise<boolean>;
  persistOffsets(): Promise<void>;
}

const NOTIFICATION_LANE = { name: 'client.notifications', workers: 1, queueBound: 1_000 } as const;

export class ClientInstance {
  readonly environment: Environment;
  readonly clientId: string;
  /** The same again after a restart of the process. */
  readonly lastingId: string;
  readonly requests: BrokerRequests;
  readonly routes: Routes;
  readonly rebalances: RebalanceSchedule;
  readonly #options: ClientOptions;
  readonly #remoting: RemotingClient;
  readonly #producers = new Map<string, ProducerMember>();
  readonly #consumers = new Map<string, ConsumerMember>();
  readonly #timers: Timer[] = [];
  #state: 'created' | 'running' | 'closed' = 'created';
  #uniqueKeys = 0;
  #isPolling = false;
  #isBeating = false;
  #isPersisting = false;

  constructor(environment: Environment, settings: ClientSettings) {
    const options = withDefaults(CLIENT_DEFAULTS, settings);
    if (options.nameServers.length === 0) throw new ClientError('invalid-options', 'no name server is given');
    this.environment = environment;
    this.#options = options;
    const instanceName = options.instanceName ?? `${environment.name}#${environment.incarnation}`;
    this.clientId = `${environment.network.host}@${instanceName}`;
    this.lastingId = `${environment.network.host}@${options.instanceName ?? environment.name}`;
    this.#remoting = new RemotingClient(environment, options.remoting);
    this.requests = new BrokerRequests(this.#remoting, options.callTimeoutMs);
    const nameServers = new NameServers(this.requests, options.nameServers, environment.random);
    this.routes = new Routes(nameServers, environment);
    this.rebalances = new RebalanceSchedule(environment, options, () => this.#rebalance());
    const notifications = environment.lanes.open(NOTIFICATION_LANE);
    this.#remoting.register(notifyConsumerIdsChanged, notifications, () => {
      this.rebalances.wake();
      return success({});
    });
    this.#remoting.register(checkTransactionState, notifications, ({ header, body }, { channel }) => {
      this.#askProducer({ header, body, address: channel.remoteAddress });
      return success({});
    });
  }

  /** @throws ClientError `group-exists`, `not-running` */
  joinProducer(member: ProducerMember): void {
    if (this.#producers.has(member.group)) {
      throw new ClientError('group-exists', `a producer of group ${member.group} runs in this client`);
    }
    this.#start();
    this.#producers.set(member.group, member);
  }

  /** @throws ClientError `group-exists`, `not-running` */
  joinConsumer(member: ConsumerMember): void {
    if (this.#consumers.has(member.group)) {
      throw new ClientError('group-exists', `a consumer of group ${member.group} runs in this client`);
    }
    this.#start();
    this.#consumers.set(member.group, member);
  }

  /** Says goodbye to all brokers; with the last member the instance ends. */
  async leaveProducer(group: string): Promise<void> {
    this.#producers.delete(group);
    await this.#unregister({ clientId: this.clientId, producerGroup: group });
    await this.#closeWhenAlone();
  }

  async leaveConsumer(group: string): Promise<void> {
    this.#consumers.delete(group);
    await this.#unregister({ clientId: this.clientId, consumerGroup: group });
    await this.#closeWhenAlone();
  }

  /** Tells every broker who is here; nothing is sent while another round runs (MQClientInstance.java, lockHeartbeat). */
  async beat(): Promise<boolean> {
    if (this.#isBeating) return false;
    const data = this.#heartbeatData();
    if (data.producers.length === 0 && data.consumers.length === 0) return false;
    this.#isBeating = true;
    const targets = this.routes.addresses().filter((one) => one.isMaster || data.consumers.length > 0);
    const body = encodeHeartbeatData(data);
    await Promise.all(targets.map((target) => this.requests.heartbeat(target.address, body)));
    this.#isBeating = false;
    return targets.length > 0;
  }

  /** Tells one broker, which seems not to know: it was restarted. */
  async beatTo(address: string): Promise<boolean> {
    return this.requests.heartbeat(address, encodeHeartbeatData(this.#heartbeatData()));
  }

  nextUniqueKey(): string {
    this.#uniqueKeys += 1;
    const source = {
      host: this.environment.network.host,
      processNumber: this.environment.incarnation,
      loaderNumber: hashText(this.clientId),
    };
    return uniqueKey(source, this.environment.clock.wallMs(), this.#uniqueKeys);
  }

  /** What is no message, or of a group that does not run here, is ignored. */
  #askProducer({ header, body, address }: Omit<TransactionQuestion, 'message'> & { body: Uint8Array }): void {
    const decoding = decodeRecords(body);
    const stored = decoding.kind === 'records' ? decoding.messages[0] : undefined;
    const group = stored?.properties.get(PROPERTY.producerGroup);
    if (stored === undefined || group === undefined) return;
    this.#producers.get(group)?.checkTransaction?.({ header, message: unpackBody(stored), address });
  }

  #start(): void {
    if (this.#state === 'closed') throw new ClientError('not-running', 'the client instance has ended');
    if (this.#state === 'running') return;
    this.#state = 'running';
    const { timers } = this.environment;
    const { pollNameServerMs, heartbeatMs, persistOffsetsMs } = this.#options;
    this.#timers.push(
      timers.every(
        FIRST_ROUTE_POLL_MS,
        pollNameServerMs,
        'client.poll-routes',
        () => void this.#pollRoutes(),
      ),
      timers.every(FIRST_HEARTBEAT_MS, heartbeatMs, 'client.heartbeat', () => void this.#cleanAndBeat()),
      timers.every(FIRST_PERSIST_MS, persistOffsetsMs, 'client.persist', () => void this.#persistOffsets()),
    );
    this.rebalances.start();
  }

  async #pollRoutes(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const topics = new Set<string>();
    for (const member of this.#consumers.values()) for (const topic of member.topics()) topics.add(topic);
    for (const member of this.#producers.values()) for (const topic of member.topics()) topics.add(topic);
    for (const topic of topics) await this.routes.update(topic);
    this.#isPolling = false;
  }

  async #cleanAndBeat(): Promise<void> {
    this.routes.forgetDeadBrokers();
    await this.beat();
  }

  async #persistOffsets(): Promise<void> {
    if (this.#isPersisting) return;
    this.#isPersisting = true;
    for (const member of [...this.#consumers.values()]) await member.persistOffsets();
    this.#isPersisting = false;
  }

  async #rebalance(): Promise<boolean> {
    let isBalanced = true;
    for (const member of [...this.#consumers.values()]) {
      if (!(await member.rebalance())) isBalanced = false;
    }
    return isBalanced;
  }

  #heartbeatData(): HeartbeatData {
    return {
      clientId: this.clientId,
      producers: [...this.#producers.keys()],
      consumers: [...this.#consumers.values()].map((member) => member.heartbeat()),
    };
  }

  async #unregister(header: Parameters<BrokerRequests['unregister']>[1]): Promise<void> {
    const { requests, routes } = this;
    await Promise.all(routes.addresses().map(({ address }) => requests.unregister(address, header)));
  }

  async #closeWhenAlone(): Promise<void> {
    if (this.#producers.size + this.#consumers.size > 0 || this.#state === 'closed') return;
    assert(this.#state === 'running', 'a member left an instance that never started');
    this.#state = 'closed';
    for (const timer of this.#timers) timer.cancel();
    this.rebalances.stop();
    await this.#remoting.close();
  }
}
