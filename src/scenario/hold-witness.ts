// Writes down which pulls brokers hold, and when they wake them.

import type { BrokerObservation } from '../messaging/broker/observations.ts';
import type { WitnessedWorld } from './witnesses.ts';

type Said = Extract<BrokerObservation, { kind: 'broker.pull-held' | 'broker.pull-woken' }>;

export function watchHeldPulls({ simulation, history }: WitnessedWorld): void {
  simulation.observe((machine, observation) => {
    if (observation.kind !== 'broker.pull-held' && observation.kind !== 'broker.pull-woken') return;
    const said = observation as Said;
    const { group, topic, queueId, offset } = said;
    if (said.kind === 'broker.pull-woken') {
      history.record(machine, { kind: 'pull-woken', group, topic, queueId, offset });
      return;
    }
    history.record(machine, { kind: 'pull-held', group, topic, queueId, offset, forMs: said.forMs });
  });
}
