// Writes down why messages may come more than once: members that take queues, groups that change, sends and returns that nobody answered,
// handlers that took too long.

import type { Observation } from '../environment/observation.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import type { StoredMessage } from '../messaging/message/message.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { messageNameOf } from '../oracles/message-name.ts';
import type { WitnessedWorld } from './witnesses.ts';

export function watchRepetitions({ simulation, history, scenario, cluster }: WitnessedWorld): void {
  const { group } = scenario.channel;
  const producers = new Set(cluster.producers.map(({ name }) => name));
  const tried = new Set<string>();
  const entryOf = (machine: string, observation: Observation): MessageEntry | undefined => {
    const said = observation as ClientObservation;
    switch (said.kind) {
      case 'client.queue-gained':
        return said.group === group ? { kind: 'queue-taken', ...said.queue, offset: said.offset } : undefined;
      case 'client.return-unanswered':
      case 'client.handler-expired':
        return said.group === group ? returnEntry(said.kind, group, said.message) : undefined;
      case 'client.send-attempted': {
        if (!producers.has(machine)) return undefined;
        const isRepeated = said.uniqueKeys.some((key) => tried.has(key));
        for (const key of said.uniqueKeys) tried.add(key);
        return isRepeated ? { kind: 'send-repeated' } : undefined;
      }
      default:
        return observation.kind === 'broker.group-membership-changed' ? { kind: 'group-changed' } : undefined;
    }
  };
  simulation.observe((machine, observation) => {
    const entry = entryOf(machine, observation);
    if (entry !== undefined) history.record(machine, entry);
  });
}

function returnEntry(
  kind: 'client.return-unanswered' | 'client.handler-expired',
  group: string,
  message: StoredMessage,
): MessageEntry | undefined {
  const name = messageNameOf(message);
  if (name === undefined) return undefined;
  const { topic, key, ordinal } = name;
  const { reconsumeTimes } = message;
  const isReturn = kind === 'client.return-unanswered';
  return {
    kind: isReturn ? 'return-unanswered' : 'handler-expired',
    topic,
    key,
    ordinal,
    group,
    reconsumeTimes,
  };
}
