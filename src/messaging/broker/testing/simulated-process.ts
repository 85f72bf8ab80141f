// Tests run code of a broker as a process on a simulated machine, which keeps its disk from one life to the next.

import type { Environment } from '../../../environment/environment.ts';
import type { Observation } from '../../../environment/observation.ts';
import { MicrotaskPump } from '../../../nodejs/microtask-pump.ts';
import type { Machine } from '../../../simulator/machine.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import type { SimulationOptions } from '../../../simulator/simulation-options.ts';

export function newSimulation(seed: string, options: Partial<SimulationOptions> = {}): Simulation {
  return new Simulation({ ...options, seed, host: new MicrotaskPump() });
}

export interface TestMachine {
  readonly simulation: Simulation;
  readonly machine: Machine;
  readonly observations: readonly Observation[];
  /** A new life of the machine that does this work; resolves when virtual time has passed, whether the work is done or not. */
  live(forMs: number, work: (environment: Environment) => Promise<void>): Promise<void>;
}

export function newTestMachine(seed: string): TestMachine {
  const simulation = newSimulation(seed);
  const observations: Observation[] = [];
  simulation.observe((_machine, observation) => observations.push(observation));
  let nextWork: (environment: Environment) => Promise<void> = () => Promise.resolve();
  const machine = simulation.addMachine('broker', async (environment) => {
    await nextWork(environment);
    return { stop: () => Promise.resolve() };
  });
  const live = async (forMs: number, work: (environment: Environment) => Promise<void>) => {
    machine.kill();
    nextWork = work;
    machine.start();
    await runFor(simulation, forMs);
  };
  return { simulation, machine, observations, live };
}

/** @throws Error when the run ended in any other way than by running out of time or of things to do */
export async function runFor(simulation: Simulation, forMs: number): Promise<void> {
  const end = await simulation.run({ untilMs: simulation.nowMs + forMs });
  if (end.kind !== 'until' && end.kind !== 'idle') throw new Error(JSON.stringify(end));
}
