// Writes down where members of a broadcasting group begin on their queues, and that they have written it down themselves.

import type { ClientObservation } from '../messaging/client/observations.ts';
import type { WitnessedWorld } from './witnesses.ts';

export function watchMembers({ simulation, history, scenario }: WitnessedWorld): void {
  const { group } = scenario.channel;
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
