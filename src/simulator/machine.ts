// A machine survives crashes: it owns an address, a disk and at most one running process. Starting makes a new life of its program;
// killing ends it between two instructions; stopping asks it.

import { assert } from '../base/assert.ts';
import { hashText } from '../base/hash.ts';
import type { Environment } from '../environment/environment.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import { MachineDisk } from './disk/machine-disk.ts';
import { type Identity, rootIdentity } from './identity.ts';
import { Incarnation } from './incarnation.ts';
import { ProcessEnvironment, type ProcessWorld } from './process-environment.ts';

export interface MachinePlace {
  readonly index: number;
  readonly name: string;
  /** IPv4 address. */
  readonly host: string;
}

interface Life {
  readonly incarnation: Incarnation;
  readonly environment: Environment;
  /** Set when its start has completed. */
  running: RunningProcess | undefined;
  isStopping: boolean;
}

/** `starting` until the program's start has completed. */
export type MachineState = 'down' | 'starting' | 'running' | 'stopping';

export class Machine {
  readonly index: number;
  readonly name: string;
  readonly host: string;
  readonly disk = new MachineDisk();
  readonly #world: ProcessWorld;
  readonly #program: Program;
  #lives = 0;
  #life: Life | undefined;

  constructor(world: ProcessWorld, place: MachinePlace, program: Program) {
    this.#world = world;
    this.index = place.index;
    this.name = place.name;
    this.host = place.host;
    this.#program = program;
  }

  get state(): MachineState {
    if (this.#life === undefined) return 'down';
    if (this.#life.isStopping) return 'stopping';
    return this.#life.running === undefined ? 'starting' : 'running';
  }

  /** Processes started so far. */
  get lives(): number {
    return this.#lives;
  }

  /** What the program's start returned, while it runs. */
  get process(): RunningProcess | undefined {
    return this.#life?.running;
  }

  get environment(): Environment | undefined {
    return this.#life?.environment;
  }

  /** Boots a new life of the program. The machine must be down. */
  start(): void {
    assert(this.#life === undefined, `${this.name} runs already`);
    const incarnation = new Incarnation(this.name, this.#lives);
    this.#lives += 1;
    const environment = new ProcessEnvironment(this.#world, this, incarnation);
    const life: Life = { incarnation, environment, running: undefined, isStopping: false };
    this.#life = life;
    const { kernel } = this.#world;
    const root = rootIdentity(`start ${this.name}`, incarnation.ordinal);
    kernel.scheduleRoot(kernel.nowUs, root, kernel.kinds.callback('process start'), incarnation, () => {
      this.#program(environment).then(
        (running) => {
          life.running = running;
        },
        (error: unknown) => kernel.crash(error),
      );
    });
  }

  /** Ends the process between two instructions; what it wrote stays in the page cache. Nothing happens when it is down. */
  kill(): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    life.incarnation.end();
    this.#world.wires.streams.release(life.incarnation);
  }

  /** Kills and loses what was not synced. */
  losePower(): void {
    this.kill();
    this.disk.revertToDurable();
  }

  /** Asks the process to stop; `stopped` runs when it has. A process that has not started yet is killed. */
  stop(stopped: () => void = () => {}): void {
    const life = this.#life;
    if (life === undefined || life.isStopping) return;
    if (life.running === undefined) {
      this.kill();
      stopped();
      return;
    }
    life.isStopping = true;
    const { running } = life;
    this.#perform(
      life,
      rootIdentity(`stop ${this.name}`, life.incarnation.ordinal),
      'process stop',
      async () => {
        await running.stop();
        this.kill();
        stopped();
      },
    );
  }

  /** Runs work in the running process, as an event with this identity. The machine must be running. */
  perform(root: Identity, label: string, work: () => Promise<void>): void {
    const life = this.#life;
    assert(life?.running !== undefined, `${this.name} does not run`);
    this.#perform(life, root, label, work);
  }

  #perform(life: Life, root: Identity, label: string, work: () => Promise<void>): void {
    const { kernel } = this.#world;
    kernel.scheduleRoot(kernel.nowUs, root, kernel.kinds.callback(label), life.incarnation, () => {
      work().catch((error: unknown) => kernel.crash(error));
    });
  }

  /** A number that names the machine in draws, independent of its index. */
  get key(): number {
    return hashText(this.name);
  }
}
