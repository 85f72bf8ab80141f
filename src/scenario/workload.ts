// The operations of a run: each begins at its time in a producer that is up then. What they send is recorded by that producer's process.

import { rootIdentity } from '../simulator/identity.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { OpenSends } from './open-sends.ts';
import type { OperationSlot, Plan } from './plan.ts';
import { ProducerProcess } from './producer-process.ts';
import type { Scenario } from './scenario.ts';

export interface WorkloadWorld {
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly openSends: OpenSends;
  readonly producers: readonly Machine[];
  /** Called when an operation has ended, or could not begin because no producer was up. */
  readonly onEnd: () => void;
}

export class Workload {
  readonly #world: WorkloadWorld;
  /** Operations whose time has not come. */
  #due: number;
  #begun = 0;

  constructor(world: WorkloadWorld) {
    this.#world = world;
    this.#due = world.plan.operations.length;
  }

  /** Operations that found a producer. */
  get begun(): number {
    return this.#begun;
  }

  /** The time of every operation has come. */
  get isBegun(): boolean {
    return this.#due === 0;
  }

  schedule(startMs: number): void {
    const { simulation, scenario, plan } = this.#world;
    for (const slot of plan.operations) {
      const atMs = startMs + scenario.startMs(slot.operation);
      simulation.at(atMs, { purpose: 'operation begins', ordinal: slot.slot }, () => this.#begin(slot));
    }
  }

  /** Starts the operation in the first producer that runs, counted from its own. */
  #begin({ slot, operation }: OperationSlot): void {
    this.#due -= 1;
    const { producers, onEnd } = this.#world;
    for (let step = 0; step < producers.length; step += 1) {
      const machine = producers[(slot + step) % producers.length] as Machine;
      if (machine.state !== 'running' || !(machine.process instanceof ProducerProcess)) continue;
      this.#perform(machine, machine.process, slot, operation);
      return;
    }
    onEnd();
  }

  #perform(machine: Machine, process: ProducerProcess, slot: number, operation: unknown): void {
    const { scenario, openSends, onEnd } = this.#world;
    this.#begun += 1;
    openSends.operationBegan(machine.name, slot);
    machine.perform(rootIdentity('operation', slot), 'operation', async () => {
      await scenario.execute(operation, process.context(slot));
      openSends.operationEnded(machine.name, slot);
      onEnd();
    });
  }
}
