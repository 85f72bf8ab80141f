// A master that goes for a while, as the conditions of a run say, and what its operator does about it: perhaps a slave takes its place by
// configuration and restart, the one that has most; the old master's disk is emptied then, so that it comes back as a slave that copies all: what
// it had more than the new one would be a second history. A careful operator compares their logs before: a slave that was cut off takes no place
// of a master whose disk is still there, and a master that lost what its slave has does not come back as one. All slaves are restarted with the one.

import type { ScanOptions } from '../messaging/message/record-scan.ts';
import { scanCommitLog } from '../messaging/store/commit-log-image.ts';
import type { Holds } from '../simulator/fault/holds.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions, MasterLossConditions } from './conditions.ts';
import { decidesAfterMs, isReplaced } from './operator-choice.ts';

export interface LossWorld {
  readonly simulation: Simulation;
  readonly cluster: Cluster;
  readonly holds: Holds;
}

const RESTART_MS = 200;

/** Counted from now. */
export function scheduleMasterLoss(world: LossWorld, { masterLoss }: Conditions): void {
  const [master] = world.cluster.brokers;
  if (masterLoss === undefined || master === undefined) return;
  const { simulation, cluster, holds } = world;
  const hasSlaves = cluster.slavesOf(master.name).length > 0;
  const how = !hasSlaves && masterLoss.how === 'disk-wiped' ? 'killed' : masterLoss.how;
  const loss = { ...masterLoss, how };
  const lostMs = simulation.nowMs + masterLoss.atMs;
  simulation.at(lostMs, { purpose: 'master goes', ordinal: 0 }, () => {
    if (how === 'killed') holds.kill(master);
    else if (how === 'power-lost') holds.losePower(master);
    else holds.wipe(master);
  });
  const decidedMs = lostMs + decidesAfterMs(loss);
  if (hasSlaves && decidedMs > lostMs) {
    simulation.at(decidedMs, { purpose: 'slave promoted', ordinal: 0 }, () => decide(master, loss, world));
  }
  simulation.at(decidedMs + loss.returnAfterMs, { purpose: 'master returns', ordinal: 0 }, () =>
    holds.release(master),
  );
}

/** Nobody is put in the place of a master that runs. */
function decide(master: Machine, loss: MasterLossConditions, world: LossWorld): void {
  if (master.state !== 'down') return;
  const { logScan: scan } = world.cluster;
  const [slave, ...others] = mostCopied(world.cluster.slavesOf(master.name), scan);
  if (slave === undefined || !isReplaced(loss, { master: logEnd(master, scan), slave: logEnd(slave, scan) }))
    return;
  world.cluster.promote(slave, 'is-gone');
  master.wipeDisk();
  restart(slave, others, world);
}

/** All of them: who went on with what it has of a record in part would join it to another one of the new master; so would who has more. */
function restart(
  slave: Machine,
  others: readonly Machine[],
  { simulation, cluster, holds }: LossWorld,
): void {
  for (const each of [slave, ...others]) holds.stop(each);
  simulation.at(simulation.nowMs + RESTART_MS, { purpose: 'slave restarted', ordinal: 0 }, () => {
    const endOf = (machine: Machine) => logEnd(machine, cluster.logScan);
    for (const other of others) if (other.state === 'down' && endOf(other) > endOf(slave)) other.wipeDisk();
    cluster.introduceTopic(slave);
    for (const each of [slave, ...others]) holds.release(each);
  });
}

/** The one whose log goes furthest comes first. */
export function mostCopied(slaves: readonly Machine[], scan: ScanOptions): readonly Machine[] {
  return slaves.toSorted(
    (left, right) => logEnd(right, scan) - logEnd(left, scan) || left.index - right.index,
  );
}

/** Whole records count, as the broker will count them. */
export function logEnd({ disk }: Machine, scan: ScanOptions): number {
  return scanCommitLog(disk, undefined, scan).endPosition;
}
