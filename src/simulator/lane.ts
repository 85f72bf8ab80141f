// Lanes of one process: bounded executors whose tasks take a keyed service time before they start.

import { assert } from '../base/assert.ts';
import type { Lane, LaneOptions, Lanes } from '../environment/lane.ts';
import type { Cpu } from './cpu.ts';
import { purpose } from './draws.ts';
import type { EventKind } from './event-kind.ts';
import type { Incarnation } from './incarnation.ts';
import type { Kernel } from './kernel.ts';
import { drawLatencyUs, type Latency } from './latency.ts';

const SERVICE_TIME = purpose('lane.service-time');

type Task = () => void | Promise<void>;

/** For reports. */
export interface LaneState {
  readonly name: string;
  readonly busy: number;
  readonly waiting: number;
  /** When a worker last took a task. */
  readonly lastStartUs: number;
}

class SimulatedLane implements Lane {
  readonly name: string;
  readonly #kernel: Kernel;
  readonly #incarnation: Incarnation;
  readonly #options: LaneOptions;
  readonly #cpu: Cpu;
  readonly #serviceTime: Latency;
  readonly #kind: EventKind;
  readonly #queue: Task[] = [];
  #head = 0;
  #busy = 0;
  #lastStartUs = 0;

  constructor(world: LaneWorld, options: LaneOptions) {
    assert(options.workers > 0, `lane ${options.name} has ${options.workers} workers`);
    this.name = options.name;
    this.#kernel = world.kernel;
    this.#incarnation = world.incarnation;
    this.#cpu = world.cpu;
    this.#serviceTime = world.serviceTime;
    this.#options = options;
    this.#kind = world.kernel.kinds.define(`lane ${options.name}`, (task) => this.#run(task as Task));
  }

  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  state(): LaneState {
    return { name: this.name, busy: this.#busy, waiting: this.waiting, lastStartUs: this.#lastStartUs };
  }

  submit(task: Task): boolean {
    if (!this.#incarnation.isAlive) return true;
    if (this.#busy < this.#options.workers) {
      this.#busy += 1;
      this.#start(task);
      return true;
    }
    if (this.waiting >= this.#options.queueBound) return false;
    this.#queue.push(task);
    return true;
  }

  withdraw(task: Task): boolean {
    const index = this.#queue.indexOf(task, this.#head);
    if (index === -1) return false;
    this.#queue.splice(index, 1);
    return true;
  }

  #start(task: Task): void {
    const kernel = this.#kernel;
    this.#lastStartUs = kernel.nowUs;
    kernel.deriveChild();
    const identity = { high: kernel.childHigh, low: kernel.childLow };
    const serviceUs = drawLatencyUs(this.#serviceTime, kernel.draws, SERVICE_TIME, identity);
    const delayUs = this.#cpu.stretchUs(serviceUs) + kernel.lagUs(this.#incarnation, serviceUs);
    kernel.schedule(kernel.nowUs + delayUs, this.#kind, this.#incarnation, task);
  }

  #run(task: Task): void {
    const settled = task();
    if (settled === undefined) this.#free();
    else settled.then(this.#free, (error: unknown) => this.#kernel.crash(error, this.#incarnation));
  }

  readonly #free = (): void => {
    const next = this.#queue[this.#head];
    if (next === undefined) {
      this.#busy -= 1;
      return;
    }
    this.#head += 1;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    this.#start(next);
  };
}

export interface LaneWorld {
  readonly kernel: Kernel;
  readonly incarnation: Incarnation;
  readonly cpu: Cpu;
  readonly serviceTime: Latency;
}

export class SimulatedLanes implements Lanes {
  readonly #world: LaneWorld;
  readonly #opened: SimulatedLane[] = [];

  constructor(world: LaneWorld) {
    this.#world = world;
  }

  open(options: LaneOptions): Lane {
    const lane = new SimulatedLane(this.#world, options);
    this.#opened.push(lane);
    return lane;
  }

  states(): readonly LaneState[] {
    return this.#opened.map((lane) => lane.state());
  }
}
