// Writes down what brokers tell name servers, what those make of it, and what clients learn of the workload's topics.

import type { Observation } from '../environment/observation.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import type { NameServerObservation } from '../messaging/name-server/observations.ts';
import type { RouteEntry } from '../oracles/route-entry.ts';
import { RouteMarks } from './route-marks.ts';
import type { WitnessedWorld } from './witnesses.ts';

type Learned = Extract<ClientObservation, { kind: 'client.route-learned' }>;

export function watchRoutes(world: WitnessedWorld): void {
  const { simulation, history } = world;
  const { topic, otherTopics = [] } = world.scenario.channel;
  const topics = new Set([topic, ...otherTopics]);
  const marks = new RouteMarks(world);
  simulation.observe((machine, observation) => {
    marks.observe(observation);
    const entry = routeEntry(observation, topics);
    if (entry !== undefined) history.record(machine, entry);
  });
  history.onEntry((recorded) => marks.hear(recorded));
}

function routeEntry(observation: Observation, topics: ReadonlySet<string>): RouteEntry | undefined {
  if (observation.kind === 'client.route-learned') return learned(observation as Learned, topics);
  if (!observation.kind.startsWith('name-server.')) return undefined;
  const said = observation as NameServerObservation;
  switch (said.kind) {
    case 'name-server.started':
      return { kind: 'name-server-started' };
    case 'name-server.scanned':
      return { kind: 'brokers-scanned' };
    case 'name-server.second-master':
      return undefined;
    case 'name-server.broker-registered': {
      const { brokerName, brokerId, address, connection, timeoutMs, told, shown } = said;
      const kind = 'broker-registered';
      return { kind, brokerName, brokerId, address, connection, timeoutMs, told, shown };
    }
    case 'name-server.broker-removed': {
      const { brokerName, address, cause, connection, shown } = said;
      return { kind: 'broker-removed', brokerName, address, cause, connection, shown };
    }
  }
}

function learned({ topic, route }: Learned, topics: ReadonlySet<string>): RouteEntry | undefined {
  if (!topics.has(topic)) return undefined;
  return {
    kind: 'route-learned',
    topic,
    queues: new Map(route.queues.map((queues) => [queues.brokerName, queues])),
    addresses: new Map(route.brokers.map(({ brokerName, addresses }) => [brokerName, addresses])),
  };
}
