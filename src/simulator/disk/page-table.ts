// Sparse bytes of one size: what a file holds, in the page cache or on the device. Pages that were never written cost nothing.

import { assert } from '../../base/assert.ts';

export const PAGE_BYTES = 4096;

export class PageTable {
  readonly #pages = new Map<number, Uint8Array>();
  size = 0;

  get pages(): number {
    return this.#pages.size;
  }

  has(index: number): boolean {
    return this.#pages.has(index);
  }

  /** Of the pages that hold anything. */
  indexes(): readonly number[] {
    return [...this.#pages.keys()];
  }

  /** A copy; shorter at the end. */
  read(position: number, length: number): Uint8Array {
    assert(position >= 0 && length >= 0, 'a read is before its file', position);
    const end = Math.min(position + length, this.size);
    const first = Math.floor(position / PAGE_BYTES);
    if (end > position && end <= (first + 1) * PAGE_BYTES) {
      const page = this.#pages.get(first);
      const start = first * PAGE_BYTES;
      return page === undefined ? new Uint8Array(end - position) : page.slice(position - start, end - start);
    }
    const bytes = new Uint8Array(Math.max(0, end - position));
    let at = position;
    while (at < end) {
      const page = this.#pages.get(Math.floor(at / PAGE_BYTES));
      const offset = at % PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - offset, end - at);
      if (page !== undefined) bytes.set(page.subarray(offset, offset + count), at - position);
      at += count;
    }
    return bytes;
  }

  /** Puts bytes in place without growing the file. */
  put(position: number, bytes: Uint8Array): void {
    const offset = position % PAGE_BYTES;
    if (offset + bytes.length <= PAGE_BYTES) {
      this.page(Math.floor(position / PAGE_BYTES)).set(bytes, offset);
      return;
    }
    let done = 0;
    while (done < bytes.length) {
      const at = position + done;
      const count = Math.min(PAGE_BYTES - (at % PAGE_BYTES), bytes.length - done);
      this.page(Math.floor(at / PAGE_BYTES)).set(bytes.subarray(done, done + count), at % PAGE_BYTES);
      done += count;
    }
  }

  /** Puts bytes in place; an end behind the file's becomes the file's. */
  write(position: number, bytes: Uint8Array): void {
    assert(position >= 0, 'a write is before its file', position);
    if (bytes.length === 0) return;
    this.put(position, bytes);
    if (position + bytes.length > this.size) this.size = position + bytes.length;
  }

  /** What is cut off comes back as zeros. */
  truncate(size: number): void {
    assert(size >= 0, 'a size is negative', size);
    if (size < this.size) this.clearFrom(size);
    this.size = size;
  }

  /** Zeros from the position on, also behind the end of the file. */
  clearFrom(position: number): void {
    const first = Math.floor(position / PAGE_BYTES);
    for (const index of this.indexes()) {
      if (index < first) continue;
      if (index === first && position % PAGE_BYTES !== 0) this.page(index).fill(0, position % PAGE_BYTES);
      else this.#pages.delete(index);
    }
  }

  /** Zeros in a part of one page. */
  clear(position: number, length: number): void {
    const page = this.#pages.get(Math.floor(position / PAGE_BYTES));
    page?.fill(0, position % PAGE_BYTES, (position % PAGE_BYTES) + length);
  }

  /** Becomes a copy of the other. */
  become(other: PageTable): void {
    this.#pages.clear();
    for (const [index, page] of other.#pages) this.#pages.set(index, page.slice());
    this.size = other.size;
  }

  /** The page to change, with zeros where nothing was. */
  page(index: number): Uint8Array {
    const known = this.#pages.get(index);
    if (known !== undefined) return known;
    const page = new Uint8Array(PAGE_BYTES);
    this.#pages.set(index, page);
    return page;
  }
}

/** Indexes of the pages that so many bytes from the position on touch. */
export function pagesOf(position: number, length: number): readonly number[] {
  const first = Math.floor(position / PAGE_BYTES);
  const last = Math.floor((position + length - 1) / PAGE_BYTES);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
