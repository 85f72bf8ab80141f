// One life of a process on a machine. When it ends, its events are dropped, its calls have no effect and its promises never settle:
// this object is the one place that says so.

import type { Owner } from './kernel.ts';

export class Incarnation implements Owner {
  readonly name: string;
  /** Processes started before it on this machine. */
  readonly ordinal: number;
  #isAlive = true;

  constructor(name: string, ordinal: number) {
    this.name = name;
    this.ordinal = ordinal;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  end(): void {
    this.#isAlive = false;
  }
}

/** What a call of a dead process returns. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}
