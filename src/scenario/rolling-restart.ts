// Brokers that their operator restarts one after the other, as for a new version: of each broker the slaves first, then the master. The
// next one follows some time after the one before was started again, whether that has caught up or not.

import type { Holds } from '../simulator/fault/holds.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions } from './conditions.ts';

export interface RestartWorld {
  readonly simulation: Simulation;
  readonly cluster: Pick<Cluster, 'brokers' | 'slavesOf'>;
  readonly holds: Holds;
}

/** Counted from now. */
export function scheduleRollingRestart(world: RestartWorld, { rollingRestart }: Conditions): void {
  if (rollingRestart === undefined) return;
  const { simulation, holds } = world;
  const { atMs, downMs, pauseMs } = rollingRestart;
  for (const [ordinal, machine] of inOrder(world).entries()) {
    const stopMs = simulation.nowMs + atMs + ordinal * (downMs + pauseMs);
    simulation.at(stopMs, { purpose: 'restart begins', ordinal }, () => holds.stop(machine));
    simulation.at(stopMs + downMs, { purpose: 'restart ends', ordinal }, () => holds.release(machine));
  }
}

function inOrder({ cluster }: RestartWorld): readonly Machine[] {
  return cluster.brokers.flatMap((master) => [...cluster.slavesOf(master.name), master]);
}
