// A master that goes for a while, as the conditions of a run say, and what its operator does about it: perhaps a slave takes its place by
// configuration and restart, the one that has most; the old master's disk is emptied then, so that it comes back as a slave that copies all: what
// it had more than the new one would be a second history.

import { scanCommitLog } from '../messaging/store/commit-log-image.ts';
import type { Holds } from '../simulator/fault/holds.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions, MasterLossConditions } from './conditions.ts';

export interface LossWorld {
  readonly simulation: Simulation;
  readonly cluster: Cluster;
  readonly holds: Holds;
}

const RESTART_MS = 200;
/** A master whose disk is lost is replaced, whatever the plan says. */
const SOON_MS = 2000;

/** Counted from now. */
export function scheduleMasterLoss(world: LossWorld, { masterLoss }: Conditions): void {
  const [master] = world.cluster.brokers;
  if (masterLoss === undefined || master === undefined) return;
  const { simulation, cluster, holds } = world;
  const hasSlaves = cluster.slavesOf(master.name).length > 0;
  const how = !hasSlaves && masterLoss.how === 'disk-wiped' ? 'killed' : masterLoss.how;
  const { promoteAfterMs, returnAfterMs } = timesOf({ ...masterLoss, how });
  const lostMs = simulation.nowMs + masterLoss.atMs;
  const isReplaced = hasSlaves && promoteAfterMs > 0;
  simulation.at(lostMs, { purpose: 'master goes', ordinal: 0 }, () => {
    if (how === 'killed') holds.kill(master);
    else if (how === 'power-lost') holds.losePower(master);
    else holds.wipe(master);
  });
  if (isReplaced) {
    simulation.at(lostMs + promoteAfterMs, { purpose: 'slave promoted', ordinal: 0 }, () =>
      replace(master, world),
    );
  }
  simulation.at(lostMs + promoteAfterMs + returnAfterMs, { purpose: 'master returns', ordinal: 0 }, () =>
    holds.release(master),
  );
}

function timesOf({ how, promoteAfterMs, returnAfterMs }: MasterLossConditions) {
  const isNeeded = how === 'disk-wiped' && promoteAfterMs === 0;
  return { promoteAfterMs: isNeeded ? SOON_MS : promoteAfterMs, returnAfterMs };
}

/** Nobody is put in the place of a master that runs. */
function replace(master: Machine, { simulation, cluster, holds }: LossWorld): void {
  if (master.state !== 'down') return;
  const [slave] = cluster
    .slavesOf(master.name)
    .toSorted((left, right) => logEnd(right) - logEnd(left) || left.index - right.index);
  if (slave === undefined) return;
  cluster.promote(slave);
  master.wipeDisk();
  holds.stop(slave);
  simulation.at(simulation.nowMs + RESTART_MS, { purpose: 'slave restarted', ordinal: 0 }, () =>
    holds.release(slave),
  );
}

function logEnd({ disk }: Machine): number {
  return scanCommitLog(disk).endPosition;
}
