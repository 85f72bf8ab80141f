// A broker that loses everything: its disk and those of all its slaves at once. No mode of replication survives that; what other brokers have, and
// what it takes afterwards, is owed all the same.

import type { History } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Holds } from '../simulator/fault/holds.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions } from './conditions.ts';

export interface GroupLossWorld {
  readonly simulation: Simulation;
  readonly cluster: Pick<Cluster, 'brokers' | 'slavesOf'>;
  readonly holds: Holds;
  readonly history: History<MessageEntry>;
}

/** Counted from now. */
export function scheduleGroupLoss(world: GroupLossWorld, { groupLoss }: Conditions): void {
  const { simulation, cluster, holds, history } = world;
  const [master] = cluster.brokers;
  if (groupLoss === undefined || master === undefined) return;
  const machines = [master, ...cluster.slavesOf(master.name)];
  const lostMs = simulation.nowMs + groupLoss.atMs;
  simulation.at(lostMs, { purpose: 'group lost', ordinal: 0 }, () => {
    history.record(master.name, { kind: 'group-lost', brokerName: master.name });
    for (const machine of machines) holds.wipe(machine);
  });
  simulation.at(lostMs + groupLoss.downMs, { purpose: 'group returns', ordinal: 0 }, () => {
    for (const machine of machines) holds.release(machine);
  });
}
