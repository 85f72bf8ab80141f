// The changes of one file that no sync has made durable yet, in their order: what a power loss chooses from. Bytes lie back to back in
// one buffer that is used again, so that a write costs a copy and no object.

import { assert } from '../../base/assert.ts';

export type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  /** The file got shorter. */
  | { readonly kind: 'cut'; readonly size: number }
  /** The file got longer by zeros. */
  | { readonly kind: 'grow'; readonly size: number };

const CUT = -1;
const GROW = -2;
const INITIAL_BYTES = 1024;

export class WriteJournal {
  /** Number of the first change that is left; they are counted from 0. */
  #first = 0;
  /** Position of a write, size of anything else. */
  readonly #positions: number[] = [];
  /** Bytes of a write, or the kind of anything else. */
  readonly #lengths: number[] = [];
  #buffer = new Uint8Array(INITIAL_BYTES);
  #usedBytes = 0;

  get first(): number {
    return this.#first;
  }

  /** Number of the next change. */
  get end(): number {
    return this.#first + this.#positions.length;
  }

  /** Of the writes that are left. */
  get bytes(): number {
    return this.#usedBytes;
  }

  addWrite(position: number, bytes: Uint8Array): void {
    const needed = this.#usedBytes + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#usedBytes));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#usedBytes);
    this.#usedBytes = needed;
    this.#positions.push(position);
    this.#lengths.push(bytes.length);
  }

  addCut(size: number): void {
    this.#positions.push(size);
    this.#lengths.push(CUT);
  }

  addGrowth(size: number): void {
    this.#positions.push(size);
    this.#lengths.push(GROW);
  }

  /** The bytes of a change are valid until the next one is added. */
  forEach(until: number, visit: (change: Change, number: number) => void): void {
    let offset = 0;
    const count = until - this.#first;
    assert(count <= this.#positions.length, 'a journal is read to its end at most');
    for (let index = 0; index < count; index += 1) {
      const position = this.#positions[index] as number;
      const length = this.#lengths[index] as number;
      const number = this.#first + index;
      if (length === CUT) visit({ kind: 'cut', size: position }, number);
      else if (length === GROW) visit({ kind: 'grow', size: position }, number);
      else {
        visit({ kind: 'write', position, bytes: this.#buffer.subarray(offset, offset + length) }, number);
        offset += length;
      }
    }
  }

  /** Forgets the changes before this one. */
  drop(until: number): void {
    const count = until - this.#first;
    if (count <= 0) return;
    this.#first = until;
    if (count === this.#positions.length) {
      this.#positions.length = 0;
      this.#lengths.length = 0;
      this.#usedBytes = 0;
      return;
    }
    let droppedBytes = 0;
    for (let index = 0; index < count; index += 1)
      droppedBytes += Math.max(0, this.#lengths[index] as number);
    this.#positions.splice(0, count);
    this.#lengths.splice(0, count);
    this.#buffer.copyWithin(0, droppedBytes, this.#usedBytes);
    this.#usedBytes -= droppedBytes;
  }
}
