// Turns the fault slots of a plan into events of the world: begins and ends each episode, and ends all of them at heal.

import type { History } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Machine } from '../simulator/machine.ts';
import {
  loseReplies,
  oneWayPartition,
  type PacketRule,
  partition,
  slowPath,
} from '../simulator/network/rule.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import type { Fault, Partition, Role } from './fault.ts';
import type { Holds } from './holds.ts';
import type { FaultSlot } from './plan.ts';

interface Began {
  /** False when it only keeps a machine down longer. */
  readonly isEpisode: boolean;
  readonly end: () => void;
}

const GROUP_BITS = 30;

/** Episodes that really took place: a kill of a machine that is down already is none. */
export interface Episode {
  readonly slot: number;
  readonly fault: Fault;
}

export class Injector {
  readonly episodes: Episode[] = [];
  readonly #simulation: Simulation;
  readonly #cluster: Cluster;
  readonly #holds: Holds;
  readonly #history: History<MessageEntry>;
  readonly #open = new Map<number, () => void>();
  #isHealed = false;

  constructor(world: {
    simulation: Simulation;
    cluster: Cluster;
    holds: Holds;
    history: History<MessageEntry>;
  }) {
    this.#simulation = world.simulation;
    this.#cluster = world.cluster;
    this.#holds = world.holds;
    this.#history = world.history;
  }

  /** Schedules every slot, counted from the start of the disturb phase, which is now. */
  schedule(slots: readonly FaultSlot[]): void {
    const startMs = this.#simulation.nowMs;
    for (const { slot, fault } of slots) {
      const durationMs = 'downMs' in fault ? fault.downMs : fault.durationMs;
      this.#at(startMs + fault.atMs, 'fault begins', slot, () => this.#begin(slot, fault));
      this.#at(startMs + fault.atMs + durationMs, 'fault ends', slot, () => this.#end(slot));
    }
  }

  heal(): void {
    this.#isHealed = true;
    for (const slot of [...this.#open.keys()]) this.#end(slot);
    this.#simulation.fabric.clearRules();
    this.#holds.releaseAll();
  }

  #at(atMs: number, purpose: string, slot: number, action: () => void): void {
    this.#simulation.at(atMs, { purpose, ordinal: slot }, action);
  }

  #begin(slot: number, fault: Fault): void {
    if (this.#isHealed) return;
    const began = this.#apply(fault);
    if (began === undefined) return;
    this.#open.set(slot, began.end);
    if (!began.isEpisode) return;
    this.episodes.push({ slot, fault });
    this.#history.record('', { kind: 'fault-began', slot, description: this.#describe(fault) });
  }

  #end(slot: number): void {
    const end = this.#open.get(slot);
    if (end === undefined) return;
    this.#open.delete(slot);
    end();
    this.#history.record('', { kind: 'fault-ended', slot, description: '' });
  }

  /** Undefined when the fault changes nothing. */
  #apply(fault: Fault): Began | undefined {
    switch (fault.kind) {
      case 'kill-process':
        return this.#takeDown(fault.role, fault.index, (machine) => this.#holds.kill(machine));
      case 'stop-process':
        return this.#takeDown(fault.role, fault.index, (machine) => this.#holds.stop(machine));
      case 'partition':
        return this.#cut(fault);
      case 'lose-reply': {
        const server = pick(this.#cluster.brokers, fault.server);
        const client = pick(this.#cluster.clients, fault.client);
        return this.#rule(loseReplies(server.index, client.index, fault.count));
      }
      case 'slow-path': {
        const left = pick(this.#cluster.members, fault.left);
        const right = pick(this.#cluster.members, fault.right);
        return left === right
          ? undefined
          : this.#rule(slowPath(left.index, right.index, fault.delayMs * 1000));
      }
    }
  }

  #takeDown(role: Role, index: number, takeDown: (machine: Machine) => boolean): Began {
    const machine = pick(this.#cluster.ofRole(role), index);
    return { isEpisode: takeDown(machine), end: () => this.#holds.release(machine) };
  }

  #cut({ groupBits, direction }: Partition): Began | undefined {
    const group = new Set<number>();
    const rest = new Set<number>();
    for (const [position, machine] of this.#cluster.members.entries()) {
      const isInGroup = ((groupBits >>> (position % GROUP_BITS)) & 1) === 1;
      (isInGroup ? group : rest).add(machine.index);
    }
    if (group.size === 0 || rest.size === 0) return undefined;
    if (direction === 'both') return this.#rule(partition(group, rest));
    return this.#rule(
      direction === 'into-group' ? oneWayPartition(rest, group) : oneWayPartition(group, rest),
    );
  }

  #rule(rule: PacketRule): Began {
    return { isEpisode: true, end: this.#simulation.fabric.addRule(rule) };
  }

  #describe(fault: Fault): string {
    const cluster = this.#cluster;
    switch (fault.kind) {
      case 'kill-process':
      case 'stop-process':
        return `${fault.kind} ${pick(cluster.ofRole(fault.role), fault.index).name} for ${fault.downMs} ms`;
      case 'partition': {
        const names = cluster.members.filter(
          (_, position) => ((fault.groupBits >>> (position % GROUP_BITS)) & 1) === 1,
        );
        return `partition of ${names.map(({ name }) => name).join(', ')} (${fault.direction}) for ${fault.durationMs} ms`;
      }
      case 'lose-reply':
        return `lose ${fault.count} replies of ${pick(cluster.brokers, fault.server).name} to ${pick(cluster.clients, fault.client).name}`;
      case 'slow-path':
        return `${fault.delayMs} ms more between ${pick(cluster.members, fault.left).name} and ${pick(cluster.members, fault.right).name}`;
    }
  }
}

function pick(machines: readonly Machine[], index: number): Machine {
  return machines[index % machines.length] as Machine;
}
