// Memory for small frames, cut from larger pieces: allocating each frame by itself costs more than writing it. A piece is never written
// again once handed out, and lives as long as a frame in it does.

import { assert } from '../../base/assert.ts';

const SLAB_BYTES = 16 * 1024;
const SMALL_BYTES = 2 * 1024;

export class FrameSlab {
  #slab = new Uint8Array(SLAB_BYTES);
  #used = 0;

  /** Zeroed bytes that nobody else has. */
  take(length: number): Uint8Array {
    if (length > SMALL_BYTES) return new Uint8Array(length);
    if (this.#used + length > SLAB_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used = start + length;
    assert(this.#used <= this.#slab.length, 'a frame reaches past its slab');
    return this.#slab.subarray(start, this.#used);
  }
}
