// Lanes as a limit on tasks at work. A task starts in a macrotask of its own, so arriving packets and timers get their turn.

import { assert } from '../base/assert.ts';
import type { Lane, LaneOptions, Lanes } from '../environment/lane.ts';
import type { Lifetime } from './lifetime.ts';

type Task = () => void | Promise<void>;

class NodeLane implements Lane {
  readonly name: string;
  readonly #options: LaneOptions;
  readonly #lifetime: Lifetime;
  readonly #waiting: Task[] = [];
  #busyWorkers = 0;

  constructor(options: LaneOptions, lifetime: Lifetime) {
    assert(options.workers > 0 && options.queueBound >= 0, `bounds of lane ${options.name}`);
    this.name = options.name;
    this.#options = options;
    this.#lifetime = lifetime;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  submit(task: Task): boolean {
    if (this.#busyWorkers < this.#options.workers) {
      this.#busyWorkers += 1;
      this.#start(task);
      return true;
    }
    if (this.#waiting.length >= this.#options.queueBound) return false;
    this.#waiting.push(task);
    return true;
  }

  withdraw(task: Task): boolean {
    const index = this.#waiting.indexOf(task);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  #start(task: Task): void {
    setImmediate(() => {
      this.#run(task);
    });
  }

  #run(task: Task): void {
    const origin = `lane ${this.name}`;
    this.#lifetime.call(origin, () => {
      const release = () => this.#release();
      const fail = (error: unknown) => this.#lifetime.fail(error, origin);
      attempt(task).catch(fail).then(release, fail);
    });
  }

  /** A worker is free: it takes the next task or rests. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busyWorkers -= 1;
    else this.#start(next);
    assert(this.#busyWorkers >= 0, `lane ${this.name} released a worker that was not busy`);
  }
}

/** Starts the task at once; what it throws is a rejection. */
async function attempt(task: Task): Promise<void> {
  await task();
}

export class NodeLanes implements Lanes {
  readonly #lifetime: Lifetime;

  constructor(lifetime: Lifetime) {
    this.#lifetime = lifetime;
  }

  open(options: LaneOptions): Lane {
    return new NodeLane(options, this.#lifetime);
  }
}
