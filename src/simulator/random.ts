// The random stream of one life of one process: coarse, sequential, its own. The numbers are those of seedrandom's alea (Johannes Baagøe,
// 2010), which seeds it; its steps are done here, because its closures and boxes cost a draw more than its arithmetic.

import seedrandom from 'seedrandom';
import type { RandomStream } from '../environment/random.ts';

const MULTIPLIER = 2_091_639;
const TWO_TO_32 = 4_294_967_296;

export class SeededRandom implements RandomStream {
  #first: number;
  #second: number;
  #third: number;
  #carry: number;

  constructor(key: string) {
    const { s0, s1, s2, c } = seedrandom.alea(key, { state: true }).state();
    this.#first = s0;
    this.#second = s1;
    this.#third = s2;
    this.#carry = c;
  }

  /** From now on the stream is the one of another key, from its start. */
  rekey(key: string): void {
    const { s0, s1, s2, c } = seedrandom.alea(key, { state: true }).state();
    this.#first = s0;
    this.#second = s1;
    this.#third = s2;
    this.#carry = c;
  }

  int32(): number {
    return (this.#next() * TWO_TO_32) | 0;
  }

  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  /** In [0, 1), with 32 bits. */
  #next(): number {
    const step = MULTIPLIER * this.#first + this.#carry / TWO_TO_32;
    this.#carry = step | 0;
    this.#first = this.#second;
    this.#second = this.#third;
    this.#third = step - this.#carry;
    return this.#third;
  }
}
