// One file: what processes see of it (the page cache), what the device holds, and the changes between the two. It knows no path and
// no process.

import { equalBytes } from '../../base/bytes.ts';
import { DiskSpace } from './disk-space.ts';
import type { Fate } from './fate.ts';
import { PAGE_BYTES, PageTable, pagesOf } from './page-table.ts';
import { writeBackAll, writeBackFailed, writeBackSurvivors } from './write-back.ts';
import { WriteJournal } from './write-journal.ts';

/** The changes of the file before a sync began, as their count. */
export type SyncPoint = number & { readonly brand: 'SyncPoint' };

/** With more than this unsynced, the older half is written back, as kernels do on their own. */
const DIRTY_LIMIT_BYTES = 4_194_304;

export class FileContent {
  /** When it was last changed, as whoever changed it says. */
  modifiedMs = 0;
  readonly #space: DiskSpace;
  readonly #cache = new PageTable();
  readonly #device = new PageTable();
  readonly #journal = new WriteJournal();
  /** Pages that count as clean and differ from the device, because a sync failed. */
  readonly #falselyClean = new Set<number>();
  /** When pages of the device were last written. */
  readonly #writtenUs = new Map<number, number>();

  constructor(space: DiskSpace = new DiskSpace()) {
    this.#space = space;
  }

  get size(): number {
    return this.#cache.size;
  }

  /** Pages that take up space. */
  get pages(): number {
    return this.#cache.pages;
  }

  /** That no sync has made durable. */
  get unsyncedBytes(): number {
    return this.#journal.bytes;
  }

  read(position: number, length: number): Uint8Array {
    return this.#cache.read(position, length);
  }

  /** Bytes written: fewer than given when the disk is full. */
  write(position: number, bytes: Uint8Array): number {
    const fitting = this.#space.isLimited ? bytes.subarray(0, this.#fitting(position, bytes.length)) : bytes;
    if (fitting.length === 0) {
      this.#cache.write(position, fitting);
      return 0;
    }
    const pages = this.#cache.pages;
    this.#cache.write(position, fitting);
    this.#space.usedPages += this.#cache.pages - pages;
    this.#journal.addWrite(position, fitting);
    if (this.#falselyClean.size > 0) this.#dirtyAgain(position, fitting.length);
    if (this.#journal.bytes > DIRTY_LIMIT_BYTES) this.#writeBackOldest();
    return fitting.length;
  }

  truncate(size: number): void {
    const { size: before, pages } = this.#cache;
    this.#cache.truncate(size);
    this.#space.usedPages += this.#cache.pages - pages;
    if (size < before) this.#journal.addCut(size);
    else if (size > before) this.#journal.addGrowth(size);
    if (this.#falselyClean.size > 0) this.#dirtyAgain(size, 1);
  }

  /** What a sync that begins now will make durable: all that is not. */
  beginSync(): SyncPoint {
    return this.#journal.end as SyncPoint;
  }

  /** Syncs may complete in another order than they began, or never: then later ones include what they had. */
  completeSync(point: SyncPoint, nowUs: number): void {
    if (point <= this.#journal.first) return;
    writeBackAll(this.#device, this.#journal, point);
    this.#journal.forEach(point, (change) => {
      if (change.kind === 'write') this.#noteWritten(change.position, change.bytes.length, nowUs);
    });
    this.#journal.drop(point);
  }

  /**
   * What was to be synced is on the device or not; either way it counts as clean, and no later sync writes it. The cache keeps showing
   * it. So ext4 and XFS: Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
   */
  failSync(point: SyncPoint, fate: Fate): void {
    if (point <= this.#journal.first) return;
    writeBackFailed(this.#device, this.#journal, point, fate);
    this.#journal.drop(point);
    for (const page of new Set([...this.#cache.indexes(), ...this.#device.indexes()])) {
      if (!this.#isSame(page)) this.#falselyClean.add(page);
    }
  }

  /** Power loss: what was not synced is as fate has it. */
  losePower(fate: Fate): void {
    writeBackSurvivors(this.#device, this.#journal, this.#journal.end, fate);
    this.#journal.drop(this.#journal.end);
    this.#falselyClean.clear();
    this.#cache.become(this.#device);
  }

  /** Pages that were last written before the time, and have nothing unsynced. */
  coldPages(beforeUs: number): readonly number[] {
    const dirty = new Set(this.#falselyClean);
    this.#journal.forEach(this.#journal.end, (change) => {
      if (change.kind !== 'write') return;
      for (const page of pagesOf(change.position, change.bytes.length)) dirty.add(page);
    });
    return this.#device
      .indexes()
      .filter(
        (page) => (this.#writtenUs.get(page) ?? 0) < beforeUs && !dirty.has(page) && this.#cache.has(page),
      );
  }

  /** The device gives back another bit from now on. */
  flipBit(position: number, bit: number): void {
    for (const table of [this.#device, this.#cache]) {
      const page = table.page(Math.floor(position / PAGE_BYTES));
      page[position % PAGE_BYTES] = (page[position % PAGE_BYTES] as number) ^ (1 << bit);
    }
  }

  /** Bytes from the start that find room; pages that are there need none. */
  #fitting(position: number, length: number): number {
    let free = this.#space.freePages;
    for (const page of pagesOf(position, length)) {
      if (this.#cache.has(page)) continue;
      if (free === 0) return Math.max(0, page * PAGE_BYTES - position);
      free -= 1;
    }
    return length;
  }

  /** A page that is written again is written as a whole, with what the failed sync left out. */
  #dirtyAgain(position: number, length: number): void {
    const { size } = this.#cache;
    for (const page of pagesOf(position, length)) {
      if (!this.#falselyClean.delete(page)) continue;
      const start = page * PAGE_BYTES;
      if (start < size) this.#journal.addWrite(start, this.#cache.read(start, PAGE_BYTES));
    }
  }

  #writeBackOldest(): void {
    const { first, end } = this.#journal;
    const until = first + Math.ceil((end - first) / 2);
    writeBackAll(this.#device, this.#journal, until);
    this.#journal.drop(until);
  }

  #noteWritten(position: number, length: number, nowUs: number): void {
    const last = Math.floor((position + length - 1) / PAGE_BYTES);
    for (let page = Math.floor(position / PAGE_BYTES); page <= last; page += 1)
      this.#writtenUs.set(page, nowUs);
  }

  #isSame(page: number): boolean {
    const start = page * PAGE_BYTES;
    return equalBytes(this.#cache.read(start, PAGE_BYTES), this.#device.read(start, PAGE_BYTES));
  }
}
