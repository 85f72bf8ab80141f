// What a client knows of topics and brokers: the last route of each topic, and the addresses of brokers that occur in any. A topic
// whose route cannot be had keeps its old one: a client never forgets (facts 4.10).

import type { Environment } from '../../environment/environment.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { type BrokerData, MASTER_ID, type RouteData } from '../protocol/route-data.ts';
import type { NameServers, RouteAnswer } from './name-servers.ts';
import type { RouteLearned } from './observations.ts';
import { type PublishInfo, publishInfo, sameRoute, subscribeQueues, templateRoute } from './topic-queues.ts';

export interface TopicRoute {
  readonly route: RouteData;
  readonly publish: PublishInfo;
  readonly subscribe: readonly MessageQueue[];
}

export interface BrokerAddress {
  readonly address: string;
  readonly isMaster: boolean;
}

export class Routes {
  readonly #nameServers: NameServers;
  readonly #topics = new Map<string, TopicRoute>();
  /** Broker name to broker id to address. */
  readonly #brokers = new Map<string, ReadonlyMap<number, string>>();
  /** One question per topic at a time, so that a late answer never replaces a newer one. */
  readonly #asking = new Map<string, Promise<RouteAnswer['kind']>>();

  readonly #environment: Pick<Environment, 'observe'>;

  constructor(nameServers: NameServers, environment: Pick<Environment, 'observe'>) {
    this.#nameServers = nameServers;
    this.#environment = environment;
  }

  get(topic: string): TopicRoute | undefined {
    return this.#topics.get(topic);
  }

  /** Asks for the route of a topic. */
  update(topic: string): Promise<RouteAnswer['kind']> {
    return this.#once(topic, topic, (route) => route);
  }

  /** Uses the queues of the template for a topic that does not exist yet: the first send creates it (facts 4.2). */
  updateFromTemplate(topic: string, template: string, maxQueueCount: number): Promise<RouteAnswer['kind']> {
    return this.#once(topic, template, (route) => templateRoute(route, maxQueueCount));
  }

  master(brokerName: string): string | undefined {
    return this.#brokers.get(brokerName)?.get(MASTER_ID);
  }

  /** The wished member of a broker's group; instead of a slave the next one, or else the first of all (MQClientInstance.java `findBrokerAddressInSubscribe`). */
  member(brokerName: string, wishedId: number): BrokerAddress | undefined {
    const addresses = this.#brokers.get(brokerName);
    if (addresses === undefined) return undefined;
    const wished = addresses.get(wishedId);
    if (wished !== undefined) return { address: wished, isMaster: wishedId === MASTER_ID };
    const next = wishedId === MASTER_ID ? undefined : addresses.get(wishedId + 1);
    if (next !== undefined) return { address: next, isMaster: false };
    const first = Math.min(...addresses.keys());
    const address = addresses.get(first);
    return address === undefined ? undefined : { address, isMaster: first === MASTER_ID };
  }

  /** Every broker that has the topic: one address each, the master's where there is one. */
  brokersOf(topic: string): readonly string[] {
    const brokers = this.#topics.get(topic)?.route.brokers ?? [];
    return brokers.flatMap((broker) => addressOf(broker) ?? []);
  }

  /** All known brokers, in the order in which they became known. */
  addresses(): readonly BrokerAddress[] {
    const all: BrokerAddress[] = [];
    for (const members of this.#brokers.values()) {
      for (const [id, address] of members) all.push({ address, isMaster: id === MASTER_ID });
    }
    return all;
  }

  /** Forgets brokers that no route names any more. */
  forgetDeadBrokers(): void {
    const named = new Set<string>();
    for (const { route } of this.#topics.values()) {
      for (const broker of route.brokers) for (const address of broker.addresses.values()) named.add(address);
    }
    for (const [name, members] of this.#brokers) {
      const left = new Map([...members].filter(([, address]) => named.has(address)));
      if (left.size === 0) this.#brokers.delete(name);
      else if (left.size < members.size) this.#brokers.set(name, left);
    }
  }

  #learn(topic: string, route: RouteData): void {
    for (const broker of route.brokers) this.#brokers.set(broker.brokerName, broker.addresses);
    const known = this.#topics.get(topic);
    if (known !== undefined && sameRoute(known.route, route)) return;
    const publish = publishInfo(topic, route);
    this.#topics.set(topic, { route, publish, subscribe: subscribeQueues(topic, route) });
    const queues = publish.queues.map((queue) => ({ ...queue }));
    const learned: RouteLearned = { kind: 'client.route-learned', topic, queues, route };
    this.#environment.observe(learned);
  }

  async #once(
    topic: string,
    asked: string,
    adapt: (route: RouteData) => RouteData,
  ): Promise<RouteAnswer['kind']> {
    const asking = this.#asking.get(topic);
    if (asking !== undefined) return asking;
    const answering = this.#ask(topic, asked, adapt);
    this.#asking.set(topic, answering);
    const kind = await answering;
    this.#asking.delete(topic);
    return kind;
  }

  async #ask(
    topic: string,
    asked: string,
    adapt: (route: RouteData) => RouteData,
  ): Promise<RouteAnswer['kind']> {
    const answer = await this.#nameServers.route(asked);
    if (answer.kind === 'found') this.#learn(topic, adapt(answer.route));
    return answer.kind;
  }
}

function addressOf(broker: BrokerData): string | undefined {
  const master = broker.addresses.get(MASTER_ID);
  if (master !== undefined) return master;
  for (const address of broker.addresses.values()) return address;
  return undefined;
}
