// Writes down where members of a broadcasting group begin on their queues, and that they have written it down themselves.

import type { History } from '../history/history.ts';
import type { ClientObservation } from '../messaging/client/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { ChannelDefinition } from './channel.ts';

/** Does nothing for a group that shares its queues. */
export function watchMembers(
  simulation: Simulation,
  history: History<MessageEntry>,
  { group, model }: ChannelDefinition,
): void {
  if (model !== 'broadcasting') return;
  simulation.observe((machine, observation) => {
    if (observation.kind !== 'client.queue-gained' && observation.kind !== 'client.offset-persisted') return;
    const said = observation as Extract<
      ClientObservation,
      { kind: 'client.queue-gained' | 'client.offset-persisted' }
    >;
    if (said.group !== group) return;
    const kind = said.kind === 'client.queue-gained' ? 'member-started' : 'member-kept';
    history.record(machine, { kind, group, ...said.queue, offset: said.offset });
  });
}
