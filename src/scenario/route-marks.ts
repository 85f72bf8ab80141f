// Situations of routes that a batch of runs should have met.

import type { Observation } from '../environment/observation.ts';
import type { Recorded } from '../history/history.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import type { MessageEntry, SendCompleted } from '../oracles/message-entry.ts';
import type { BrokerRegistered, BrokerRemoved } from '../oracles/route-entry.ts';
import type { WitnessedWorld } from './witnesses.ts';

export const ROUTE_MARKS = {
  sentWithoutNameServer: 'a send succeeded while no name server was up',
  restartedEmpty: 'a name server came back with empty routes',
  expiredReturned: 'a broker that had expired registered again',
  leftAndReturned: 'a broker that had left politely registered again',
  viewsDiffered: 'two name servers that were up routed different brokers',
  createdInOutage: 'a topic was created while a name server was down',
  staleRoute: 'a client sent to a broker that no name server routed any more',
  hotSpot: 'all traffic of a new topic went to one broker',
  spreadTopic: 'a new topic spread over several brokers',
  refused: 'a send to a topic that nobody may create was refused',
} as const;

/** So many messages of a new topic make its traffic. */
const TRAFFIC = 4;

type SendAttempted = Extract<ClientObservation, { kind: 'client.send-attempted' }>;

export class RouteMarks {
  readonly #world: WitnessedWorld;
  readonly #newTopics: ReadonlySet<string>;
  /** Names of brokers that it routes, by name server that has started. */
  readonly #routed = new Map<string, Set<string>>();
  readonly #started = new Set<string>();
  /** How a broker was removed last, by name server and name. */
  readonly #removed = new Map<string, BrokerRemoved['cause']>();
  /** Broker names by new topic, one for each of its first messages. */
  readonly #traffic = new Map<string, string[]>();

  constructor(world: WitnessedWorld) {
    this.#world = world;
    this.#newTopics = new Set(world.scenario.channel.otherTopics ?? []);
  }

  observe(observation: Observation): void {
    if (observation.kind !== 'client.send-attempted') return;
    const { brokerName } = (observation as SendAttempted).queue;
    const views = [...this.#routed.values()];
    if (views.length > 0 && views.every((view) => !view.has(brokerName))) {
      this.#world.mark(ROUTE_MARKS.staleRoute);
    }
  }

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'name-server-started':
        if (this.#started.has(machine)) this.#world.mark(ROUTE_MARKS.restartedEmpty);
        this.#started.add(machine);
        this.#routed.set(machine, new Set());
        break;
      case 'broker-registered':
        this.#hearRegistered(entry, machine);
        break;
      case 'broker-removed':
        if (entry.shown === undefined) this.#routed.get(machine)?.delete(entry.brokerName);
        this.#removed.set(`${machine}/${entry.brokerName}`, entry.cause);
        this.#compareViews();
        break;
      case 'machine-ended':
        this.#routed.delete(machine);
        break;
      case 'send-completed':
        this.#hearSend(entry);
        break;
      default:
        break;
    }
  }

  #hearRegistered({ brokerName, told }: BrokerRegistered, machine: string): void {
    this.#routed.get(machine)?.add(brokerName);
    const cause = this.#removed.get(`${machine}/${brokerName}`);
    if (cause === 'expired') this.#world.mark(ROUTE_MARKS.expiredReturned);
    if (cause === 'unregistered') this.#world.mark(ROUTE_MARKS.leftAndReturned);
    const [first] = told.keys();
    const isCreation = told.size === 1 && first !== undefined && this.#newTopics.has(first);
    const { nameServers } = this.#world.cluster;
    if (isCreation && this.#routed.size < nameServers.length) this.#world.mark(ROUTE_MARKS.createdInOutage);
  }

  /** Among those that have routes at all: a start is no difference. */
  #compareViews(): void {
    const views = [...this.#routed.values()].filter(({ size }) => size > 0);
    const [one, ...others] = views;
    if (one !== undefined && others.some((other) => !equalSets(one, other))) {
      this.#world.mark(ROUTE_MARKS.viewsDiffered);
    }
  }

  #hearSend({ topic, outcome, place, reason }: SendCompleted): void {
    if (outcome === 'acknowledged') {
      if (this.#routed.size === 0) this.#world.mark(ROUTE_MARKS.sentWithoutNameServer);
      if (place !== undefined && this.#newTopics.has(topic)) this.#hearTraffic(topic, place.brokerName);
    }
    const { autoCreateTopic } = this.#world.conditions;
    const isRefused = outcome === 'rejected' && (reason === 'refused' || reason === 'no-route');
    if (isRefused && !autoCreateTopic && this.#newTopics.has(topic)) this.#world.mark(ROUTE_MARKS.refused);
  }

  #hearTraffic(topic: string, brokerName: string): void {
    const brokers = this.#traffic.get(topic) ?? [];
    this.#traffic.set(topic, brokers);
    if (brokers.length >= TRAFFIC || this.#world.cluster.brokers.length === 1) return;
    brokers.push(brokerName);
    if (brokers.length < TRAFFIC) return;
    const isOne = new Set(brokers).size === 1;
    this.#world.mark(isOne ? ROUTE_MARKS.hotSpot : ROUTE_MARKS.spreadTopic);
  }
}

function equalSets(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((name) => right.has(name));
}
