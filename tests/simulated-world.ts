// A simulated world for tests of any layer, with the real pump and programs of one line:
//
//   const world = simulatedWorld({ seed: 'x' });
//   const server = startMachine(world, 'server', async (environment) => { … });
//   await runTo(world, 60_000);          // virtual milliseconds; throws with the stack when the run crashed
//
// It adds nothing to the simulation: everything else is on Simulation and Machine.

import type { Environment } from '../src/environment/environment.ts';
import type { Program } from '../src/environment/program.ts';
import { MicrotaskPump, type PumpPath } from '../src/nodejs/microtask-pump.ts';
import type { Machine } from '../src/simulator/machine.ts';
import type { RunEnd } from '../src/simulator/run-end.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { SimulationOptions } from '../src/simulator/simulation-options.ts';

export interface WorldOptions extends Partial<Omit<SimulationOptions, 'host'>> {
  /** Which way microtasks are drained; the fast one where the host has it. */
  readonly pumpPath?: PumpPath;
}

type Body = (environment: Environment) => void | Promise<void>;

export function simulatedWorld(options: WorldOptions = {}): Simulation {
  const { pumpPath, ...rest } = options;
  const host = new MicrotaskPump({ path: pumpPath });
  return new Simulation({ seed: 'test', ...rest, host });
}

/** A program that runs the body at its start and has nothing to do when it is asked to stop. */
export function program(body: Body): Program {
  return async (environment) => {
    await body(environment);
    return { stop: async () => {} };
  };
}

/** Adds a machine and starts it; the body runs when the simulation does, once per life. */
export function startMachine(world: Simulation, name: string, body: Body): Machine {
  const machine = world.addMachine(name, program(body));
  machine.start();
  return machine;
}

/** Runs to the virtual time. @throws Error with the crash's stack when the run crashed or met a bound */
export async function runTo(world: Simulation, untilMs: number): Promise<RunEnd> {
  const end = await world.run({ untilMs });
  if (end.kind === 'crashed') throw new Error(`${end.machine || 'the world'} crashed: ${end.stack}`);
  if (end.kind === 'bound')
    throw new Error(`met the bound of ${end.limit} ${end.bound}\n${world.describeState()}`);
  return end;
}
