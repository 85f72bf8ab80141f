// The world as one life of one process sees it: everything that process code can reach, bound to its incarnation.

import type { Clock } from '../environment/clock.ts';
import type { Disk } from '../environment/disk.ts';
import type { Environment } from '../environment/environment.ts';
import type { Network } from '../environment/network.ts';
import type { Observation } from '../environment/observation.ts';
import type { Timers } from '../environment/timers.ts';
import type { Cpu } from './cpu.ts';
import { ProcessDisk } from './disk/process-disk.ts';
import { type Incarnation, never } from './incarnation.ts';
import type { Kernel } from './kernel.ts';
import { SimulatedLanes } from './lane.ts';
import type { Machine } from './machine.ts';
import { SimulatedNetwork } from './network/network.ts';
import type { Wires } from './network/wires.ts';
import { SeededRandom } from './random.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { SimulatedTimers } from './timers.ts';

export type Observer = (machine: string, observation: Observation) => void;

/** How a process ended, or what befell a machine whose process may have been down already. */
export type MachineEnd = 'killed' | 'power-lost' | 'stopped' | 'disk-wiped';
/** Told when it has happened: what is on the disk is what is left. */
export type EndObserver = (machine: string, end: MachineEnd) => void;

export interface ProcessWorld {
  readonly kernel: Kernel;
  readonly wires: Wires;
  readonly options: SimulationOptions;
  readonly observe: Observer;
  readonly ended: EndObserver;
}

export class ProcessEnvironment implements Environment {
  readonly name: string;
  readonly incarnation: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: SeededRandom;
  readonly network: Network;
  readonly disk: Disk;
  readonly lanes: SimulatedLanes;
  readonly #world: ProcessWorld;
  readonly #life: Incarnation;
  readonly #cpu: Cpu;

  constructor(world: ProcessWorld, machine: Machine, life: Incarnation) {
    const { kernel, options } = world;
    this.#world = world;
    this.#life = life;
    this.name = machine.name;
    this.incarnation = life.ordinal;
    const { clock } = machine;
    this.clock = { wallMs: () => clock.wallMs(), monotonicUs: () => clock.monotonicUs() };
    this.timers = new SimulatedTimers(kernel, clock, life);
    this.random = new SeededRandom(this.#randomKey());
    this.network = new SimulatedNetwork(world.wires, machine, life);
    this.disk = new ProcessDisk({ kernel, incarnation: life, disk: machine.disk });
    const { cpu } = machine;
    this.#cpu = cpu;
    this.lanes = new SimulatedLanes({ kernel, incarnation: life, cpu, serviceTime: options.serviceTime });
  }

  interleave(label: string): Promise<void> {
    const { kernel, options } = this.#world;
    if (!this.#life.isAlive) return never();
    return new Promise((resolve) => {
      kernel.deriveChild();
      const delayUs = this.#cpu.stretchUs(kernel.microDelayUs(this.#life, options.interleaveMaximumUs));
      kernel.schedule(kernel.nowUs + delayUs, kernel.kinds.callback(label), this.#life, resolve);
    });
  }

  /** What the process draws from now on is keyed by what the world's seed is now. */
  rekey(): void {
    this.random.rekey(this.#randomKey());
  }

  observe(observation: Observation): void {
    if (this.#life.isAlive) this.#world.observe(this.name, observation);
  }

  #randomKey(): string {
    return `${this.#world.kernel.draws.seed}/${this.name}/${this.incarnation}`;
  }
}
