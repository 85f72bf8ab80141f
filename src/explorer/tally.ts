// How often each number occurred: medians over any number of runs in little memory.

import { compareNumbers } from '../base/compare.ts';

export class Tally {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.#total += 1;
  }

  /** The lower one of the two in the middle; 0 when nothing was counted. */
  median(): number {
    const middle = Math.ceil(this.#total / 2);
    let seen = 0;
    for (const value of [...this.#counts.keys()].sort(compareNumbers)) {
      seen += this.#counts.get(value) ?? 0;
      if (seen >= middle) return value;
    }
    return 0;
  }
}
