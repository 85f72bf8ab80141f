// Values by queue offset with the smallest and the largest at hand. Made for offsets that mostly come in ascending order and
// leave mostly from the front: all operations are constant time then.

import { assert } from '../../base/assert.ts';

const COMPACT_FROM = 512;

export class OffsetIndex<Value> {
  readonly #values = new Map<number, Value>();
  /** Ascending from `#head` on; offsets that left from the middle stay until the front reaches them. */
  #offsets: number[] = [];
  #head = 0;

  get size(): number {
    return this.#values.size;
  }

  get first(): Value | undefined {
    this.#skipAbsent();
    const offset = this.#offsets[this.#head];
    return offset === undefined ? undefined : this.#values.get(offset);
  }

  get last(): Value | undefined {
    const offsets = this.#offsets;
    while (offsets.length > this.#head && !this.#values.has(offsets.at(-1) as number)) offsets.pop();
    return this.#values.get(offsets.at(-1) ?? -1);
  }

  has(offset: number): boolean {
    return this.#values.has(offset);
  }

  /** Puts a value; returns the one that it replaced. */
  set(offset: number, value: Value): Value | undefined {
    const previous = this.#values.get(offset);
    this.#values.set(offset, value);
    if (previous === undefined) this.#insert(offset);
    return previous;
  }

  delete(offset: number): boolean {
    return this.#values.delete(offset);
  }

  /** Removes and returns the value of the smallest offset. */
  shift(): Value | undefined {
    const value = this.first;
    if (value === undefined) return undefined;
    this.#values.delete(this.#offsets[this.#head] as number);
    this.#head += 1;
    return value;
  }

  /** In ascending order of offsets. */
  values(): readonly Value[] {
    const values: Value[] = [];
    for (let index = this.#head; index < this.#offsets.length; index += 1) {
      const value = this.#values.get(this.#offsets[index] as number);
      if (value !== undefined) values.push(value);
    }
    assert(values.length === this.#values.size, `${values.length} of ${this.#values.size} values in order`);
    return values;
  }

  clear(): void {
    this.#values.clear();
    this.#offsets = [];
    this.#head = 0;
  }

  #skipAbsent(): void {
    const offsets = this.#offsets;
    while (this.#head < offsets.length && !this.#values.has(offsets[this.#head] as number)) this.#head += 1;
    if (this.#head === offsets.length) {
      offsets.length = 0;
      this.#head = 0;
    } else if (this.#head >= COMPACT_FROM && this.#head * 2 >= offsets.length) {
      offsets.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #insert(offset: number): void {
    const offsets = this.#offsets;
    const last = offsets.at(-1);
    if (offsets.length === this.#head || last === undefined || last < offset) {
      offsets.push(offset);
      return;
    }
    let low = this.#head;
    let high = offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((offsets[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    if (offsets[low] === offset) return;
    if (low > this.#head || this.#head === 0) {
      offsets.splice(low, 0, offset);
    } else {
      this.#head -= 1;
      offsets[this.#head] = offset;
    }
  }
}
