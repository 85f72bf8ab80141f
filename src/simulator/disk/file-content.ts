// The bytes of one file: a page cache that processes read and write, and the durable pages that the last completed sync left. Sparse:
// pages that were never written cost nothing. It knows no path and no process.

import { assert } from '../../base/assert.ts';

const PAGE_BYTES = 4096;

/** Pages and size as they were when a sync began. */
export interface SyncPoint {
  /** Counts the syncs of the file in the order of their beginning. */
  readonly ordinal: number;
  readonly size: number;
  readonly pages: ReadonlyMap<number, Uint8Array | undefined>;
}

export class FileContent {
  #size = 0;
  #pages = new Map<number, Uint8Array>();
  #durableSize = 0;
  readonly #durablePages = new Map<number, Uint8Array>();
  /** Pages changed since they were last made durable, with the number of syncs that had begun at their last change. */
  readonly #dirty = new Map<number, number>();
  #syncs = 0;
  #durableOrdinal = 0;

  get size(): number {
    return this.#size;
  }

  read(position: number, length: number): Uint8Array {
    assert(position >= 0 && length >= 0, 'a read is before its file', position);
    const end = Math.min(position + length, this.#size);
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

  write(position: number, bytes: Uint8Array): void {
    assert(position >= 0, 'a write is before its file', position);
    let done = 0;
    while (done < bytes.length) {
      const at = position + done;
      const offset = at % PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - offset, bytes.length - done);
      this.#writablePage(Math.floor(at / PAGE_BYTES)).set(bytes.subarray(done, done + count), offset);
      done += count;
    }
    if (bytes.length > 0) this.#size = Math.max(this.#size, position + bytes.length);
  }

  truncate(size: number): void {
    assert(size >= 0, 'a size is negative', size);
    if (size < this.#size) this.#clearFrom(size);
    this.#size = size;
  }

  /** What a sync that begins now will make durable: all that no completed sync has. */
  beginSync(): SyncPoint {
    this.#syncs += 1;
    const pages = new Map<number, Uint8Array | undefined>();
    for (const index of this.#dirty.keys()) pages.set(index, this.#pages.get(index)?.slice());
    return { ordinal: this.#syncs, size: this.#size, pages };
  }

  /** Syncs may complete in another order than they began, or never: then later ones include what they had. */
  completeSync(point: SyncPoint): void {
    // What began later and is complete included all of this one.
    if (point.ordinal < this.#durableOrdinal) return;
    this.#durableOrdinal = point.ordinal;
    this.#durableSize = point.size;
    for (const [index, page] of point.pages) {
      if (page === undefined) this.#durablePages.delete(index);
      else this.#durablePages.set(index, page);
      // Written again since the sync began: still to do.
      if ((this.#dirty.get(index) ?? point.ordinal) < point.ordinal) this.#dirty.delete(index);
    }
  }

  /** Power loss: what was not synced is gone. */
  revertToDurable(): void {
    this.#size = this.#durableSize;
    this.#pages = new Map();
    for (const [index, page] of this.#durablePages) this.#pages.set(index, page.slice());
    this.#dirty.clear();
    // A sync that was under way completes nothing any more.
    this.#syncs += 1;
    this.#durableOrdinal = this.#syncs;
  }

  #writablePage(index: number): Uint8Array {
    this.#dirty.set(index, this.#syncs);
    const known = this.#pages.get(index);
    if (known !== undefined) return known;
    const page = new Uint8Array(PAGE_BYTES);
    this.#pages.set(index, page);
    return page;
  }

  #clearFrom(size: number): void {
    const first = Math.floor(size / PAGE_BYTES);
    for (const index of [...this.#pages.keys()]) {
      if (index < first) continue;
      if (index === first && size % PAGE_BYTES !== 0) {
        this.#writablePage(index).fill(0, size % PAGE_BYTES);
      } else {
        this.#pages.delete(index);
        this.#dirty.set(index, this.#syncs);
      }
    }
  }
}
