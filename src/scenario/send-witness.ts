// Writes down which queues producers know, which they choose for each request, and what they learn of brokers.

import type { ClientObservation } from '../messaging/client/observations.ts';
import type { SendEntry } from '../oracles/send-entry.ts';
import type { WitnessedWorld } from './witnesses.ts';

export function watchSends({ simulation, history, scenario, cluster }: WitnessedWorld): void {
  const { topic } = scenario.channel;
  const producers = new Set(cluster.producers.map(({ name }) => name));
  simulation.observe((machine, observation) => {
    if (!producers.has(machine)) return;
    const entry = entryOf(observation as ClientObservation);
    if (entry?.topic === topic) history.record(machine, entry);
  });
}

function entryOf(said: ClientObservation): SendEntry | undefined {
  switch (said.kind) {
    case 'client.route-learned':
      return { kind: 'route-known', topic: said.topic, queues: said.queues };
    case 'client.send-attempted': {
      const { topic, brokerName, queueId } = said.queue;
      const { attempt, isInTurn } = said;
      return { kind: 'send-tried', topic, brokerName, queueId, attempt, isInTurn };
    }
    case 'client.send-answered': {
      const { topic, brokerName, latencyMs, isGood } = said;
      return { kind: 'send-taught', topic, brokerName, latencyMs, isGood };
    }
    default:
      return undefined;
  }
}
