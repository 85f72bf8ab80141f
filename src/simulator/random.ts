// The random stream of one life of one process: coarse, sequential, its own.

import seedrandom from 'seedrandom';
import type { RandomStream } from '../environment/random.ts';

export class SeededRandom implements RandomStream {
  readonly #generator: seedrandom.PRNG;

  constructor(key: string) {
    this.#generator = seedrandom.alea(key);
  }

  int32(): number {
    return this.#generator.int32();
  }

  below(bound: number): number {
    return Math.floor(this.#generator.quick() * bound);
  }
}
