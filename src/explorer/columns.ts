// Numbers one after the other as bytes: those that are mostly small in as few bytes as they need, seven bits in each, and pairs of bytes.

import { assert } from '../base/assert.ts';

const SEVEN_BITS = 128;
const FIRST_BYTES = 4096;

export class ColumnWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  add(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'a column holds whole numbers from 0', value);
    let rest = value;
    while (rest >= SEVEN_BITS) {
      this.#push((rest % SEVEN_BITS) + SEVEN_BITS);
      rest = Math.floor(rest / SEVEN_BITS);
    }
    this.#push(rest);
  }

  /** Two bytes of a number below 65,536. */
  addPair(value: number): void {
    this.#push(value >>> 8);
    this.#push(value & 255);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

/** Bytes may come from a damaged file: what is missing reads as 0, and the end is not where it should be. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether exactly all bytes have been read. */
  get isExhausted(): boolean {
    return this.#at === this.#bytes.length;
  }

  numbers(count: number): number[] {
    const numbers: number[] = [];
    for (let index = 0; index < count; index += 1) numbers.push(this.#number());
    return numbers;
  }

  pairs(count: number): number[] {
    const numbers: number[] = [];
    for (let index = 0; index < count; index += 1) numbers.push(this.#byte() * 256 + this.#byte());
    return numbers;
  }

  #number(): number {
    let value = 0;
    let weight = 1;
    let byte = this.#byte();
    while (byte >= SEVEN_BITS && this.#at < this.#bytes.length) {
      value += (byte - SEVEN_BITS) * weight;
      weight *= SEVEN_BITS;
      byte = this.#byte();
    }
    return value + byte * weight;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }
}
