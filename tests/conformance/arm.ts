// What a contract suite needs of a world, so that the same bodies run on the simulated and on the real one.

import type { Environment } from '../../src/environment/environment.ts';

export type ArmName = 'simulated' | 'real';

/** Two processes, each on a machine of its own. */
export interface World {
  readonly here: Environment;
  readonly there: Environment;
  /** Ends the process `there` without a goodbye. */
  killThere(): Promise<void>;
  /** Ends the process `here` without a goodbye and starts it again on its machine: a new environment over the same files. */
  restartHere(): Promise<Environment>;
  /** An address that answers no connect. */
  silentAddress(): Promise<string>;
}

export interface Arm {
  readonly name: ArmName;
  /** Runs the body in a fresh world; rejects when it or a callback of a process failed. */
  run(body: (world: World) => Promise<void>): Promise<void>;
}
