// How fast a machine computes: what its processes' choice points and lanes take is stretched while something slows it down. It outlives
// the processes.

import { assert } from '../base/assert.ts';

export class Cpu {
  readonly #factors: number[] = [];
  #factor = 1;

  /** Everything takes so many times as long, until the returned function is called. Several multiply. */
  slowDown(factor: number): () => void {
    assert(Number.isSafeInteger(factor) && factor >= 1, 'a machine is slowed down by a whole factor', factor);
    this.#factors.push(factor);
    this.#multiply();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#factors.splice(this.#factors.indexOf(factor), 1);
      this.#multiply();
    };
  }

  /** Also what takes no time on a fast machine takes some on a slow one. */
  stretchUs(us: number): number {
    return this.#factor === 1 ? us : (us + 1) * this.#factor - 1;
  }

  #multiply(): void {
    this.#factor = this.#factors.reduce((product, factor) => product * factor, 1);
  }
}
