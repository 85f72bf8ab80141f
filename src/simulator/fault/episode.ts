// One episode of a fault: the world as its class sees it while it lasts, and its end, which comes once.

import type { Machine } from '../machine.ts';
import type { Simulation } from '../simulation.ts';
import { classOf, type Fault } from './fault.ts';
import type { Begun, FaultWorld, Scene } from './fault-class.ts';
import type { Holds } from './holds.ts';

/** Steps of one episode are numbered from its slot times this. */
const STEPS_PER_SLOT = 1000;

export class Episode implements Scene {
  readonly slot: number;
  readonly simulation: Simulation;
  readonly holds: Holds;
  readonly #world: FaultWorld;
  #steps = 0;
  #begun: Begun | undefined;

  constructor(world: FaultWorld, slot: number) {
    this.slot = slot;
    this.simulation = world.simulation;
    this.holds = world.holds;
    this.#world = world;
  }

  group(name: string): readonly Machine[] {
    return this.#world.group(name);
  }

  after(delayMs: number, action: () => void): void {
    const root = { purpose: 'fault goes on', ordinal: this.slot * STEPS_PER_SLOT + this.#steps };
    this.#steps += 1;
    this.simulation.at(this.simulation.nowMs + delayMs, root, () => {
      if (this.#begun !== undefined) action();
    });
  }

  /** Undefined when the fault changes nothing. */
  begin(fault: Fault): Begun | undefined {
    this.#begun = classOf(fault.kind).begin(fault, this);
    return this.#begun;
  }

  end(): void {
    const begun = this.#begun;
    this.#begun = undefined;
    begun?.end();
  }
}
