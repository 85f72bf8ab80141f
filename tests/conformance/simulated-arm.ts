// The contract suites' simulated world: two machines of a simulation, under several seeds.

import { present } from '../../src/base/assert.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { Program } from '../../src/environment/program.ts';
import { MicrotaskPump } from '../../src/nodejs/microtask-pump.ts';
import type { Machine } from '../../src/simulator/machine.ts';
import { type PacketRule, partition } from '../../src/simulator/network/rule.ts';
import { Simulation } from '../../src/simulator/simulation.ts';
import type { Arm, World } from './arm.ts';

const SEEDS = 6;
const LONGEST_RUN_MS = 10 * 60_000;

/** A machine whose process does nothing by itself: the test acts in its name. */
class Puppet {
  readonly machine: Machine;
  #started: (environment: Environment) => void = () => {};

  constructor(simulation: Simulation, name: string) {
    const program: Program = async (environment) => {
      this.#started(environment);
      return { stop: async () => {} };
    };
    this.machine = simulation.addMachine(name, program);
  }

  start(): Promise<Environment> {
    return new Promise((resolve) => {
      this.#started = resolve;
      this.machine.start();
    });
  }
}

async function startWorld(simulation: Simulation): Promise<World> {
  const [here, there, silent] = ['here', 'there', 'silent'].map((name) => new Puppet(simulation, name));
  const [local, remote, cut] = [present(here, 'here'), present(there, 'there'), present(silent, 'silent')];
  return {
    here: await local.start(),
    there: await remote.start(),
    killThere: async () => remote.machine.kill(),
    restartHere: () => {
      local.machine.kill();
      return local.start();
    },
    silentAddress: async () => {
      simulation.fabric.addRule(partition(new Set([local.machine.index]), new Set([cut.machine.index])));
      return `${cut.machine.host}:80`;
    },
  };
}

async function runSeed(
  seed: string,
  rules: readonly (() => PacketRule)[],
  body: (world: World) => Promise<void>,
): Promise<void> {
  const simulation = new Simulation({ seed, host: new MicrotaskPump() });
  for (const rule of rules) simulation.fabric.addRule(rule());
  const failures: unknown[] = [];
  const finish = () => simulation.kernel.halt();
  startWorld(simulation)
    .then(body)
    .then(finish, (error: unknown) => {
      failures.push(error);
      finish();
    });
  const end = await simulation.run({ untilMs: LONGEST_RUN_MS });
  if (failures.length > 0) throw failures[0];
  if (end.kind === 'crashed') throw new Error(`seed ${seed}: a process failed\n${end.stack}`);
  if (end.kind !== 'halted') throw new Error(`seed ${seed}: ${end.kind}\n${simulation.describeState()}`);
}

/** The simulated arm with rules over its packets, made anew for each world. */
export function simulatedArmWith(...rules: (() => PacketRule)[]): Arm {
  return {
    name: 'simulated',
    async run(body) {
      for (let seed = 0; seed < SEEDS; seed += 1) await runSeed(`conformance:${seed}`, rules, body);
    },
  };
}

export const simulatedArm: Arm = simulatedArmWith();
