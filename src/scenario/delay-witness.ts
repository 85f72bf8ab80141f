// Writes down which delayed messages brokers say that they have delivered, and how wrong the wall clocks of brokers are: at the start and
// whenever a fault begins or ends.

import type { Observation } from '../environment/observation.ts';
import { decodeDelayOffsets } from '../messaging/broker/delay-offsets.ts';
import type { DelayedDelivered, MetadataTaken } from '../messaging/broker/observations.ts';
import type { MachineClock } from '../simulator/clock.ts';
import type { WitnessedWorld } from './witnesses.ts';

/** Less is the drift of good clocks. */
const NOTABLE_MS = 5;

export function watchDelays({ simulation, cluster, history }: WitnessedWorld): void {
  const clocks = new Map(cluster.stores.map(({ name, clock }) => [name, clock]));
  const noted = new Map<string, number>();
  const noteClocks = () => {
    for (const [broker, clock] of clocks) {
      const aheadMs = clock.stampMs() - simulation.nowMs;
      const before = noted.get(broker);
      if (before !== undefined && Math.abs(before - aheadMs) < NOTABLE_MS) continue;
      noted.set(broker, aheadMs);
      history.record(broker, { kind: 'clock-noted', aheadMs });
    }
  };
  history.onEntry(({ entry: { kind } }) => {
    if (kind === 'phase-began' || kind === 'fault-began' || kind === 'fault-ended') noteClocks();
  });
  simulation.observe((machine, observation) => {
    if (observation.kind === 'broker.metadata-taken') {
      const next = heardOf(observation as MetadataTaken);
      if (next !== undefined) history.record(machine, { kind: 'delays-heard', next });
    }
    if (observation.kind !== 'broker.delayed-delivered') return;
    const clock = clocks.get(machine);
    if (clock !== undefined) history.record(machine, deliveryOf(observation as DelayedDelivered, clock));
  });
}

function heardOf({ what, content }: MetadataTaken): ReadonlyMap<number, number> | undefined {
  return what === 'delay-offsets' ? decodeDelayOffsets(content)?.offsets : undefined;
}

function deliveryOf(
  { level, queueOffset, topic, queueId, deliveredOffset }: Observation & DelayedDelivered,
  clock: MachineClock,
) {
  const kind = 'delayed-delivered' as const;
  return { kind, level, queueOffset, topic, queueId, deliveredOffset, wallMs: clock.stampMs() };
}
