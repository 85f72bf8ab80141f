// A machine survives crashes: it owns an address, a disk and at most one running process. Starting makes a new life of its program;
// killing ends it between two instructions; stopping asks it.

import { assert } from '../base/assert.ts';
import type { Environment } from '../environment/environment.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import { MachineClock } from './clock.ts';
import { Cpu } from './cpu.ts';
import { MachineDisk } from './disk/machine-disk.ts';
import { type Identity, rootIdentity } from './identity.ts';
import { Incarnation } from './incarnation.ts';
import type { LaneState } from './lane.ts';
import type { MachinePlace } from './machine-place.ts';
import type { HostStack } from './network/host-stack.ts';
import { ProcessEnvironment, type ProcessWorld } from './process-environment.ts';

interface Life {
  readonly incarnation: Incarnation;
  readonly environment: ProcessEnvironment;
  /** Set when its start has completed. */
  running: RunningProcess | undefined;
  isStopping: boolean;
  readonly open: Map<number, OpenWork>;
}

export interface OpenWork {
  readonly label: string;
  readonly sinceUs: number;
}

const NO_WORKS: ReadonlyMap<number, OpenWork> = new Map();

/** `starting` until the program's start has completed. */
export type MachineState = 'down' | 'starting' | 'running' | 'stopping';

export class Machine {
  readonly index: number;
  readonly name: string;
  readonly host: string;
  readonly disk: MachineDisk;
  readonly clock: MachineClock;
  readonly cpu = new Cpu();
  readonly #world: ProcessWorld;
  readonly #program: Program;
  #lives = 0;
  #works = 0;
  #life: Life | undefined;

  constructor(world: ProcessWorld, place: MachinePlace, program: Program) {
    this.#world = world;
    this.index = place.index;
    this.name = place.name;
    this.host = place.host;
    this.#program = program;
    this.disk = new MachineDisk({
      machine: place.name,
      kernel: world.kernel,
      options: world.options.disk,
      stampMs: () => this.clock.stampMs(),
      crash: (kind) => (kind === 'kill' ? this.kill() : this.losePower()),
    });
    this.clock = new MachineClock(world.kernel, place.name, world.options);
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

  /** The running process, if there is one, draws by what the world's seed is now. */
  rekey(): void {
    this.#life?.environment.rekey();
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
    const life: Life = { incarnation, environment, running: undefined, isStopping: false, open: new Map() };
    this.#life = life;
    this.#stack.isPowered = true;
    const root = rootIdentity(`start ${this.name}`, incarnation.ordinal);
    this.#perform(life, root, 'process start', async () => {
      life.running = await this.#program(environment);
    });
  }

  /** Ends the process between two instructions; what it wrote stays in the page cache. Nothing happens when it is down. */
  kill(): void {
    if (this.#die()) this.#world.ended(this.name, 'killed');
  }

  /**
   * Defers all events of the process until the returned function is called: timers fire late, packets wait in the machine's system,
   * which still confirms them. Clocks go on. Nothing happens when it is down; a kill ends the pause.
   */
  pause(): () => void {
    const life = this.#life;
    return life === undefined ? () => {} : this.#world.kernel.held.hold(life.incarnation);
  }

  get isPaused(): boolean {
    return this.#life !== undefined && this.#world.kernel.held.has(this.#life.incarnation);
  }

  /** Choice points and lanes take `factor` times as long, until the returned function is called; also in the lives to come. */
  slowDown(factor: number): () => void {
    return this.cpu.slowDown(factor);
  }

  /** Kills, leaves what was not synced to chance, and answers no packet until the next start. */
  losePower(): void {
    this.#stack.isPowered = false;
    this.#die();
    this.disk.losePower();
    this.#world.ended(this.name, 'power-lost');
  }

  /** Kills, and the machine comes back with an empty disk. */
  wipeDisk(): void {
    this.#die();
    this.disk.wipe();
    this.#world.ended(this.name, 'disk-wiped');
  }

  /**
   * Asks the process to stop; `stopped` runs when it has, and never when it is killed before that. A process that has not started
   * yet is killed.
   */
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
    const root = rootIdentity(`stop ${this.name}`, life.incarnation.ordinal);
    this.#perform(life, root, 'process stop', async () => {
      await running.stop();
      if (this.#life !== life) return;
      this.#life = undefined;
      this.#end(life.incarnation);
      this.#world.ended(this.name, 'stopped');
      stopped();
    });
  }

  /** Runs work in the running process, as an event with this identity. The machine must be running. */
  perform(root: Identity, label: string, work: () => Promise<void>): void {
    const life = this.#life;
    assert(life?.running !== undefined, `${this.name} does not run`);
    this.#perform(life, root, label, work);
  }

  /** Labels of the starts, stops and works that have not settled, and since when, in microseconds. */
  get openWorks(): ReadonlyMap<number, OpenWork> {
    return this.#life?.open ?? NO_WORKS;
  }

  /** The process that runs, for reports. */
  get incarnation(): Incarnation | undefined {
    return this.#life?.incarnation;
  }

  laneStates(): readonly LaneState[] {
    return this.#life?.environment.lanes.states() ?? [];
  }

  /** False when it is down already. */
  #die(): boolean {
    const life = this.#life;
    if (life === undefined) return false;
    this.#life = undefined;
    this.#end(life.incarnation);
    if (this.#world.kernel.owner === life.incarnation) this.#world.kernel.deaths.begin();
    return true;
  }

  #end(incarnation: Incarnation): void {
    incarnation.end();
    this.#world.wires.release(incarnation);
    this.#world.kernel.drop(incarnation);
  }

  get #stack(): HostStack {
    return this.#world.wires.stackOf(this.index);
  }

  #perform(life: Life, root: Identity, label: string, work: () => Promise<void>): void {
    const { kernel } = this.#world;
    const number = this.#works;
    this.#works += 1;
    life.open.set(number, { label, sinceUs: kernel.nowUs });
    kernel.scheduleRoot(
      { dueUs: kernel.nowUs, ...root },
      kernel.kinds.callback(label),
      life.incarnation,
      () => {
        work().then(
          () => life.open.delete(number),
          (error: unknown) => kernel.crash(error, life.incarnation),
        );
      },
    );
  }
}
