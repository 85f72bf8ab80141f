// A world in a box: machines, network, disks and time of one run. It knows nothing of messaging.

import { assert } from '../base/assert.ts';
import { withDefaults } from '../base/defaults.ts';
import type { Program } from '../environment/program.ts';
import type { RunRecord } from './divergence.ts';
import { Draws } from './draws.ts';
import { type Identity, rootIdentity } from './identity.ts';
import { Kernel, WORLD } from './kernel.ts';
import { Machine } from './machine.ts';
import type { Fabric } from './network/fabric.ts';
import { Wires } from './network/wires.ts';
import type { EndObserver, Observer, ProcessWorld } from './process-environment.ts';
import type { RunEnd } from './run-end.ts';
import { SIMULATION_DEFAULTS, type SimulationOptions } from './simulation-options.ts';
import { describeWorld } from './world-state.ts';

/** A run that is itself up to a moment, and another one after it. */
export interface Rekeying {
  /** Virtual time; what is due then belongs to what stays. */
  readonly atUs: number;
  /** Each text is another future. */
  readonly salt: string;
}

const MICROSECONDS = 1000;
const MACHINE_LIMIT = 60_000;
const HOSTS_PER_NET = 250;

function hostOf(number: number): string {
  return `10.0.${Math.floor(number / HOSTS_PER_NET)}.${(number % HOSTS_PER_NET) + 1}`;
}

export class Simulation {
  readonly kernel: Kernel;
  readonly #wires: Wires;
  readonly #world: ProcessWorld;
  readonly #machines: Machine[] = [];
  readonly #observers: Observer[] = [];
  readonly #endObservers: EndObserver[] = [];

  constructor(options: Partial<SimulationOptions> & Pick<SimulationOptions, 'seed' | 'host'>) {
    const complete: SimulationOptions = withDefaults(SIMULATION_DEFAULTS, options);
    this.kernel = new Kernel(complete, new Draws(complete.seed));
    this.#wires = new Wires(this.kernel, complete.network);
    // An observer's bug is the harness's, and nothing that the observed process could catch.
    const observe: Observer = (machine, observation) => {
      try {
        for (const observer of this.#observers) observer(machine, observation);
      } catch (error) {
        this.kernel.crash(error, WORLD);
      }
    };
    const ended: EndObserver = (machine, end) => {
      try {
        for (const observer of this.#endObservers) observer(machine, end);
      } catch (error) {
        this.kernel.crash(error, WORLD);
      }
    };
    this.#world = { kernel: this.kernel, wires: this.#wires, options: complete, observe, ended };
  }

  get nowMs(): number {
    return this.kernel.nowUs / MICROSECONDS;
  }

  get machines(): readonly Machine[] {
    return this.#machines;
  }

  /** Where rules over packets are added. */
  get fabric(): Fabric {
    return this.#wires.fabric;
  }

  /** Adds a machine that is down; its address is 10.0.x.y by its index. */
  addMachine(name: string, program: Program): Machine {
    const index = this.#machines.length;
    assert(index < MACHINE_LIMIT, `at most ${MACHINE_LIMIT} machines`);
    assert(!this.#machines.some((known) => known.name === name), `two machines are named ${name}`);
    const place = { index, name, host: hostOf(index + 1) };
    const machine = new Machine(this.#world, place, program);
    this.#machines.push(machine);
    this.#wires.attach(place);
    return machine;
  }

  observe(observer: Observer): void {
    this.#observers.push(observer);
  }

  /** The observer is told how processes end and what befalls machines. */
  onEnd(observer: EndObserver): void {
    this.#endObservers.push(observer);
  }

  /** An event of the world itself at a moment; its identity depends on nothing but the purpose and the ordinal. */
  at(atMs: number, root: { readonly purpose: string; readonly ordinal: number }, action: () => void): void {
    const identity: Identity = rootIdentity(root.purpose, root.ordinal);
    const dueUs = Math.max(Math.round(atMs * MICROSECONDS), this.kernel.nowUs);
    this.kernel.scheduleRoot({ dueUs, ...identity }, this.kernel.kinds.callback(root.purpose), WORLD, action);
  }

  /** Up to the given time the run stays what it is; everything that is drawn later is drawn by another key. Once in a run. */
  rekey({ atUs, salt }: Rekeying): void {
    this.kernel.horizon.interlude(atUs, () => {
      this.kernel.draws.rekey(salt);
      for (const machine of this.#machines) machine.rekey();
    });
  }

  /** Runs until the virtual time, or until nothing is left to do, somebody halts, a bound is met, or code crashes. */
  run(limit: { readonly untilMs: number }): Promise<RunEnd> {
    return this.kernel.run(Math.round(limit.untilMs * MICROSECONDS));
  }

  /** What the run leaves for a comparison with another one. */
  record(): RunRecord {
    const { digest, trace } = this.kernel;
    const checkpoints = digest.checkpoints();
    return { digest: digest.value(), events: digest.events, checkpoints, window: trace.window() };
  }

  /** Who waits for what: for the report of a world that stands still. */
  describeState(): string {
    return describeWorld({ kernel: this.kernel, machines: this.#machines, wires: this.#wires });
  }
}
