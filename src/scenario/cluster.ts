// The machines of one run, built from plan and design: name servers, brokers, producers, consumers, and the operator who sets them up.

import { present } from '../base/assert.ts';
import { withDefaults } from '../base/defaults.ts';
import type { Program } from '../environment/program.ts';
import type { History } from '../history/history.ts';
import { broker } from '../messaging/broker/broker.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from '../messaging/broker/transaction/transaction-options.ts';
import { CLIENT_DEFAULTS } from '../messaging/client/client-options.ts';
import type { ScanOptions } from '../messaging/message/record-scan.ts';
import { nameServer } from '../messaging/name-server/name-server.ts';
import { DEFAULT_STORE_OPTIONS } from '../messaging/store/options.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import { BANK_PORT, bankDatabase } from './bank/bank-database.ts';
import { payInTransaction } from './bank/pay.ts';
import { brokerLanes } from './broker-capacity.ts';
import { type BrokerPost, masterPost, REPLICATION_PORT, replicationOf, slavePost } from './broker-post.ts';
import type { ChannelDefinition } from './channel.ts';
import { consumerProgram } from './consumer-process.ts';
import type { Design } from './design.ts';
import { designBroker } from './design-broker.ts';
import { designClient } from './design-client.ts';
import { DATABASE_PORT, effectDatabase } from './effect-database.ts';
import { EFFECT_PARTS } from './effect-parts.ts';
import type { BrokerPlace } from './errands.ts';
import { knowsTopic } from './known-topics.ts';
import type { OpenSends } from './open-sends.ts';
import { operator } from './operator.ts';
import type { Plan } from './plan.ts';
import { producerProgram } from './producer-process.ts';
import type { Role } from './role.ts';
import type { Scenario } from './scenario.ts';
import { storeOptions } from './store-options.ts';
import { supervised } from './supervised.ts';

const NAME_SERVER_PORT = 9876;
const BROKER_PORT = 10911;
const SHORT_DELAYS_MS: readonly number[] = [500, 1000, 2000, 3000, 5000];

export interface ClusterWorld {
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly design: Design;
  readonly history: History<MessageEntry>;
  readonly openSends: OpenSends;
}

export class Cluster {
  readonly nameServers: readonly Machine[];
  /** Masters, named as their brokers are. */
  readonly brokers: readonly Machine[];
  readonly slaves: readonly Machine[];
  /** Who keeps messages of which broker. */
  readonly posts: readonly { readonly machine: Machine; readonly brokerName: string }[];
  /** What each of their machines is from its next start on; operators change it. */
  readonly #postOf = new Map<string, BrokerPost>();
  readonly producers: readonly Machine[];
  readonly consumers: readonly Machine[];
  readonly operator: Machine;
  /** Where messages take effect, if the scenario has that. */
  readonly databases: readonly Machine[];
  readonly #world: ClusterWorld;
  /** Where the operator creates the topic when started next; undefined: everywhere, with all else that belongs to it. */
  #newMaster: Machine | undefined;

  constructor(world: ClusterWorld) {
    this.#world = world;
    const { topology } = world.plan;
    this.nameServers = this.#add('name-server', topology.nameServers, () =>
      nameServer(
        { ...world.design.options.nameServer, port: NAME_SERVER_PORT, orderMessageEnable: true },
        world.design.parts.nameServer,
      ),
    );
    this.brokers = this.#add('broker', topology.brokers, (name) => this.#broker(masterPost(name)));
    const copies = this.brokers.flatMap(({ name }) => this.#addSlaves(name));
    this.slaves = copies.map(({ machine }) => machine);
    this.posts = [...this.brokers.map((machine) => ({ machine, brokerName: machine.name })), ...copies];
    this.producers = this.#add('producer', topology.producers, () => this.#producer());
    this.consumers = this.#add('consumer', topology.consumers, () => this.#consumer());
    this.operator = world.simulation.addMachine('operator', (environment) => this.#operator()(environment));
    this.databases = this.#addDatabases(world.scenario.channel);
  }

  get delayLevelsMs(): readonly number[] {
    const { scenario, plan } = this.#world;
    if (plan.conditions.delayTable === 'short') return SHORT_DELAYS_MS;
    return scenario.channel.failing?.delayLevelsMs ?? DEFAULT_STORE_OPTIONS.delayLevelsMs;
  }

  /** How brokers that start tell whole records in their logs. */
  get logScan(): ScanOptions {
    return { checkCrc: true, checkRecordCrc: this.#world.design.options.recordCrc === true };
  }

  /** Everybody whom faults may strike. */
  get members(): readonly Machine[] {
    return [...this.nameServers, ...this.stores, ...this.clients, ...this.databases];
  }

  /** Everybody who keeps messages. */
  get stores(): readonly Machine[] {
    return [...this.brokers, ...this.slaves];
  }

  /** Slaves find their masters when those have registered. */
  get inOrderOfStart(): readonly (readonly Machine[])[] {
    const first = [...this.nameServers, ...this.brokers, ...this.databases, this.operator];
    return [first, this.slaves, this.clients];
  }

  get clients(): readonly Machine[] {
    return [...this.producers, ...this.consumers];
  }

  ofRole(role: Role): readonly Machine[] {
    switch (role) {
      case 'broker':
      case 'server':
        return this.stores;
      case 'master':
        return this.brokers;
      case 'slave':
        return this.slaves.length > 0 ? this.slaves : this.brokers;
      case 'name-server':
        return this.nameServers;
      case 'database':
        return this.databases;
      case 'client':
        return this.clients;
      case 'any':
        return this.members;
      case 'producer':
        return this.producers;
      case 'consumer':
        return this.consumers;
    }
  }

  #add(role: string, count: number, program: (name: string) => Program): readonly Machine[] {
    const machines: Machine[] = [];
    for (let index = 0; index < count; index += 1) {
      const name = `${role}-${index}`;
      machines.push(this.#world.simulation.addMachine(name, program(name)));
    }
    return machines;
  }

  #addSlaves(brokerName: string): Cluster['posts'] {
    const { simulation, plan } = this.#world;
    const posts: { machine: Machine; brokerName: string }[] = [];
    for (let brokerId = 1; brokerId <= (plan.topology.slavesPerBroker ?? 0); brokerId += 1) {
      const post = slavePost(brokerName, brokerId);
      posts.push({ machine: simulation.addMachine(post.machine, this.#broker(post)), brokerName });
    }
    return posts;
  }

  /** The one where messages take effect, or those of the bank that pays and the bank that receives. */
  #addDatabases({ transfers, isIdempotent }: ChannelDefinition): readonly Machine[] {
    if (transfers === undefined) {
      return this.#add('database', isIdempotent === true ? 1 : 0, () => this.#database());
    }
    return this.#add('database', 2, () => supervised(bankDatabase(this.#world.history)));
  }

  get #nameServerAddresses(): readonly string[] {
    return this.nameServers.map(({ host }) => `${host}:${NAME_SERVER_PORT}`);
  }

  get #brokerPlaces(): readonly BrokerPlace[] {
    return this.brokers.map(placeOf);
  }

  /** A slave takes the place of the master of its name when it starts next; that machine takes the slave's then, or keeps what it is. */
  promote(slave: Machine, old: 'is-gone' | 'stays'): void {
    const post = present(this.#postOf.get(slave.name), 'a post of the slave');
    const { brokerName } = post;
    const master = present(this.masterOf(brokerName), 'a master');
    const epoch = present(this.#postOf.get(master.name), 'a post of the master').epoch + 1;
    this.#postOf.set(slave.name, { ...post, brokerId: 0, epoch, masterAddress: undefined });
    if (old === 'is-gone') this.#postOf.set(master.name, { ...post, machine: master.name });
    this.#world.history.record(slave.name, { kind: 'slave-promoted', brokerName, instead: master.name });
  }

  /**
   * A slave knows the topics that its master had when it last asked. Nobody reads one of which it has not heard, whatever its log has of it: who
   * makes it the master looks, and creates the topic there anew.
   */
  introduceTopic(master: Machine): void {
    const { topic } = this.#world.scenario.channel;
    if (knowsTopic(master.disk, topic)) return;
    this.#newMaster = master;
    this.operator.kill();
    this.operator.start();
  }

  /** A slave copies from this machine when it starts next, whatever name servers say. */
  follow(slave: Machine, master: Machine): void {
    const post = present(this.#postOf.get(slave.name), 'a post of the slave');
    this.#postOf.set(slave.name, { ...post, masterAddress: `${master.host}:${REPLICATION_PORT}` });
  }

  /** One that was replaced is there again as what it was. */
  returned(master: Machine, isNewProcess: boolean): void {
    const { brokerName } = present(this.#postOf.get(master.name), 'a post of the master');
    this.#world.history.record(master.name, { kind: 'master-returned', brokerName, isNewProcess });
  }

  /** And it is a slave when it starts next. */
  retire(master: Machine): void {
    const post = present(this.#postOf.get(master.name), 'a post of the master');
    const { brokerName } = post;
    const brokerId = 1 + Math.max(0, ...this.#ofName(brokerName).map(({ name }) => this.#idOf(name)));
    this.#postOf.set(master.name, { ...post, brokerId });
    this.#world.history.record(master.name, { kind: 'master-retired', brokerName });
  }

  #idOf(machine: string): number {
    return this.#postOf.get(machine)?.brokerId ?? 0;
  }

  /** The machine that is meant to be the master of the name now. */
  masterOf(brokerName: string): Machine | undefined {
    const epochOf = ({ name }: Machine) => this.#postOf.get(name)?.epoch ?? 0;
    const [newest] = this.#ofName(brokerName)
      .filter(({ name }) => this.#idOf(name) === 0)
      .toSorted((left, right) => epochOf(right) - epochOf(left));
    return newest;
  }

  slavesOf(brokerName: string): readonly Machine[] {
    return this.#ofName(brokerName).filter(({ name }) => this.#idOf(name) !== 0);
  }

  #ofName(brokerName: string): readonly Machine[] {
    return this.posts.filter((post) => post.brokerName === brokerName).map(({ machine }) => machine);
  }

  #broker(post: BrokerPost): Program {
    const { machine } = post;
    this.#postOf.set(machine, post);
    const { configFiles } = this.#world.design.options;
    const discardsDamaged = configFiles === 'overwritten';
    return supervised((environment) => this.#brokerAt(this.#postOf.get(machine) ?? post)(environment), {
      discardsDamaged,
    });
  }

  #brokerAt(post: BrokerPost): Program {
    const { plan, design } = this.#world;
    const store = { delayLevelsMs: this.delayLevelsMs, ...storeOptions(plan.conditions, design) };
    const { autoCreateTopic } = plan.conditions;
    const lanes = brokerLanes(plan.conditions);
    const nameServerAddresses = this.#nameServerAddresses;
    const told = withDefaults(DEFAULT_TRANSACTION_OPTIONS, this.#world.scenario.channel.transfers ?? {});
    const transactions = withDefaults(told, design.options.transactions ?? {});
    const { brokerName, brokerId } = post;
    const replication = replicationOf(post, plan, design);
    const options = { brokerName, brokerId, port: BROKER_PORT, nameServerAddresses, autoCreateTopic, lanes };
    return broker({ ...options, transactions, store, replication }, designBroker(design));
  }

  #producer(): Program {
    const { scenario, plan, design, openSends, history } = this.#world;
    return producerProgram({
      nameServers: this.#nameServerAddresses,
      brokers: this.#brokerPlaces,
      queuesPerBroker: plan.topology.queuesPerBroker,
      group: `${scenario.channel.group}-producers`,
      topic: scenario.channel.topic,
      options: scenario.channel.producer ?? {},
      heartbeatMs: scenario.channel.producerHeartbeatMs ?? CLIENT_DEFAULTS.heartbeatMs,
      parts: designClient(design),
      subscription: scenario.channel.subscription,
      isStrictlyOrdered: scenario.channel.isStrictlyOrdered,
      makeKeyedSender: design.parts.makeKeyedSender,
      hasOutbox: scenario.channel.hasOutbox ?? false,
      pay: design.parts.pay ?? payInTransaction,
      bankAddress: () => this.#bankAddress(0),
      openSends,
      history,
    });
  }

  #consumer(): Program {
    const { scenario, design, plan, history } = this.#world;
    return consumerProgram({
      nameServers: this.#nameServerAddresses,
      channel: scenario.channel,
      allocation: design.options.consumerAllocation ?? plan.conditions.consumerAllocation,
      parts: designClient(design),
      conditions: plan.conditions,
      history,
      idOf: design.parts.effects?.idOf ?? EFFECT_PARTS.idOf,
      databaseAddress: () => this.#databaseAddress,
      bankAddress: () => this.#bankAddress(1),
    });
  }

  #bankAddress(index: 0 | 1): string | undefined {
    const bank = this.#world.scenario.channel.transfers === undefined ? undefined : this.databases[index];
    return bank === undefined ? undefined : `${bank.host}:${BANK_PORT}`;
  }

  get #databaseAddress(): string | undefined {
    const [database] = this.#world.scenario.channel.isIdempotent === true ? this.databases : [];
    return database === undefined ? undefined : `${database.host}:${DATABASE_PORT}`;
  }

  #database(): Program {
    const { design, history, scenario } = this.#world;
    const openLedger = design.parts.effects?.openLedger ?? EFFECT_PARTS.openLedger;
    return supervised(effectDatabase({ openLedger, history, topic: scenario.channel.topic }));
  }

  #operator(): Program {
    const { scenario, plan } = this.#world;
    return operator({
      topic: scenario.channel.topic,
      queuesPerBroker: plan.topology.queuesPerBroker,
      isStrictlyOrdered: scenario.channel.isStrictlyOrdered,
      nameServers: this.#newMaster === undefined ? this.#nameServerAddresses : [],
      brokers: this.#newMaster === undefined ? this.#brokerPlaces : [placeOf(this.#newMaster)],
    });
  }
}

function placeOf({ name, host }: Machine): BrokerPlace {
  return { name, address: `${host}:${BROKER_PORT}` };
}
