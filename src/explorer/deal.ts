// Deals the runs of a batch to whoever asks next. Which runs there are and in what order is fixed; how many go at once is the caller's
// choice and changes nothing.

import { assert } from '../base/assert.ts';
import type { SeedRange } from './seed-range.ts';
import { countInShard, isInShard, type Shard } from './shard.ts';

export interface Hand {
  /** Position among the hands dealt, from 0. */
  readonly order: number;
  /** Index of the scenario. */
  readonly scenario: number;
  /** Indices of runs, ascending. */
  readonly indices: readonly number[];
}

export interface DealOptions {
  readonly scenarios: number;
  /** Without a range there is no end: every scenario in turn, from run 0. */
  readonly range: SeedRange | undefined;
  readonly shard: Shard;
}

export class Deal {
  readonly #options: DealOptions;
  readonly #nextIndex: number[];
  #scenario = 0;
  #dealt = 0;
  #runsDealt = 0;

  constructor(options: DealOptions) {
    assert(options.scenarios > 0, 'a deal needs a scenario');
    this.#options = options;
    this.#nextIndex = new Array<number>(options.scenarios).fill(options.range?.first ?? 0);
  }

  /** The next at most `size` runs of one scenario; undefined when all are dealt. */
  next(size: number): Hand | undefined {
    const { scenarios, range } = this.#options;
    while (this.#scenario < scenarios) {
      const scenario = this.#scenario;
      const indices = this.#take(scenario, size);
      if (range === undefined) this.#scenario = (scenario + 1) % scenarios;
      else if (indices.length < size) this.#scenario += 1;
      this.#runsDealt += indices.length;
      if (indices.length > 0) return { order: this.#count(), scenario, indices };
    }
    return undefined;
  }

  /** Runs in all; undefined without a range. */
  total(): number | undefined {
    const { range, shard, scenarios } = this.#options;
    if (range === undefined) return undefined;
    return countInShard(shard, range.first, range.last) * scenarios;
  }

  /** Runs that are not dealt yet; undefined without a range. */
  left(): number | undefined {
    const total = this.total();
    return total === undefined ? undefined : total - this.#runsDealt;
  }

  #count(): number {
    this.#dealt += 1;
    return this.#dealt - 1;
  }

  #take(scenario: number, size: number): readonly number[] {
    const last = this.#options.range?.last ?? Number.MAX_SAFE_INTEGER;
    const indices: number[] = [];
    let index = this.#nextIndex[scenario] as number;
    while (index <= last && indices.length < size) {
      if (isInShard(this.#options.shard, index)) indices.push(index);
      index += 1;
    }
    this.#nextIndex[scenario] = index;
    return indices;
  }
}
