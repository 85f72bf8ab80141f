// A master that its operator cannot reach, and takes for lost: he puts the slave that has most in its place, and tells the others by configuration
// whom to follow. But the master was only cut off, stood still, or is started again by its supervisor as what it was: there are two of the name,
// each with clients, until the operator makes the old one a slave, with an empty disk or with the log that it has.

import type { Holds } from '../simulator/fault/holds.ts';
import type { Machine } from '../simulator/machine.ts';
import { isolate } from '../simulator/network/partition-rules.ts';
import { partition } from '../simulator/network/rule.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions, SplitBrainConditions } from './conditions.ts';
import { logEnd, mostCopied } from './master-loss.ts';

export interface SplitWorld {
  readonly simulation: Simulation;
  readonly cluster: Cluster;
  readonly holds: Holds;
}

/** Slaves that are asked to stop take longer when nobody hears their goodbye; they are what they are told when they start next. */
const RESTART_MS = 400;

/** Counted from now. */
export function scheduleSplitBrain(world: SplitWorld, { splitBrain }: Conditions): void {
  const [master] = world.cluster.brokers;
  if (splitBrain === undefined || master === undefined) return;
  if (world.cluster.slavesOf(master.name).length > 0) new SplitBrain(world, master, splitBrain).schedule();
}

class SplitBrain {
  readonly #world: SplitWorld;
  readonly #master: Machine;
  readonly #conditions: SplitBrainConditions;
  #comeBack = () => {};
  /** The two logs have something in common: a slave that has nothing of its master's cuts nothing, and takes nothing. */
  #hasCommonPart = false;

  constructor(world: SplitWorld, master: Machine, conditions: SplitBrainConditions) {
    this.#world = world;
    this.#master = master;
    this.#conditions = conditions;
  }

  schedule(): void {
    const { atMs, promoteAfterMs, returnAfterMs, retireAfterMs } = this.#conditions;
    const lostMs = this.#world.simulation.nowMs + atMs;
    const promotedMs = lostMs + promoteAfterMs;
    const returnedMs = promotedMs + RESTART_MS + returnAfterMs;
    this.#at(lostMs, 'master out of reach', () => this.#lose());
    this.#at(promotedMs, 'slaves stopped', () => this.#stopSlaves());
    this.#at(promotedMs + RESTART_MS, 'slave promoted', () => this.#promote());
    this.#at(returnedMs, 'master returns', () => this.#return());
    this.#at(returnedMs + retireAfterMs, 'master retired', () => this.#retire());
    this.#at(returnedMs + retireAfterMs + RESTART_MS, 'master restarted', () =>
      this.#world.holds.release(this.#master),
    );
  }

  #at(timeMs: number, purpose: string, action: () => void): void {
    this.#world.simulation.at(timeMs, { purpose, ordinal: 0 }, action);
  }

  #lose(): void {
    const { holds, simulation, cluster } = this.#world;
    const master = this.#master;
    switch (this.#conditions.how) {
      case 'killed':
        holds.kill(master);
        this.#comeBack = () => holds.release(master);
        break;
      case 'paused':
        this.#comeBack = master.pause();
        break;
      case 'isolated':
        this.#comeBack = simulation.fabric.addRule(isolate(master.index));
        break;
      case 'cut-off': {
        const others = [...cluster.nameServers, ...cluster.slavesOf(master.name)];
        const rest = new Set(others.map(({ index }) => index));
        this.#comeBack = simulation.fabric.addRule(partition(new Set([master.index]), rest));
        break;
      }
    }
  }

  #stopSlaves(): void {
    for (const slave of this.#world.cluster.slavesOf(this.#master.name)) this.#world.holds.stop(slave);
  }

  #promote(): void {
    const { cluster, holds } = this.#world;
    const slaves = mostCopied(cluster.slavesOf(this.#master.name), cluster.logScan);
    const [successor, ...others] = slaves;
    if (successor === undefined) return;
    this.#hasCommonPart = logEnd(successor, cluster.logScan) > 0;
    cluster.promote(successor, 'stays');
    cluster.introduceTopic(successor);
    for (const other of others) cluster.follow(other, successor);
    for (const slave of slaves) holds.release(slave);
  }

  #return(): void {
    this.#world.cluster.returned(this.#master, this.#conditions.how === 'killed');
    this.#comeBack();
  }

  #retire(): void {
    const { cluster, holds } = this.#world;
    cluster.retire(this.#master);
    if (this.#conditions.retires === 'emptied' || !this.#hasCommonPart) holds.wipe(this.#master);
    else holds.kill(this.#master);
  }
}
