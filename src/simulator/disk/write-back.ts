// How journaled changes reach the device: all of them, as by a sync, or those that fate left of them. The rules of the second are those
// of a page cache over sectors:
// - A sector holds its writes up to some moment, later ones are lost; of the one under way a part may be there. Each sector for itself.
// - Sizes follow the order of changes: those up to some moment are kept.
// - A cut that is lost takes with it what was written behind it later: that went to blocks which nothing refers to.

import type { Fate } from './fate.ts';
import { PAGE_BYTES, type PageTable, pagesOf } from './page-table.ts';
import type { Change, WriteJournal } from './write-journal.ts';

/** Changes before this one are on the device. */
export function writeBackAll(device: PageTable, journal: WriteJournal, until: number): void {
  journal.forEach(until, (change) => {
    if (change.kind === 'write') device.write(change.position, change.bytes);
    else device.truncate(change.size);
  });
}

/** Of the changes before this one, what fate left is on the device: after a power loss. */
export function writeBackSurvivors(
  device: PageTable,
  journal: WriteJournal,
  until: number,
  fate: Fate,
): void {
  const sizesUntil = fate.sizesUntil(journal.first, until);
  putSurvivors(device, journal, { until, sizesUntil, sparedPages: new Set() }, fate);
}

/**
 * The same for their bytes, after a failed sync. Sizes are no page, they stay to be written and will be; so does a page that was
 * changed again meanwhile, as a whole.
 */
export function writeBackFailed(device: PageTable, journal: WriteJournal, until: number, fate: Fate): void {
  const sparedPages = new Set<number>();
  journal.forEach(journal.end, (change, number) => {
    if (number < until || change.kind !== 'write') return;
    for (const page of pagesOf(change.position, change.bytes.length)) sparedPages.add(page);
  });
  putSurvivors(device, journal, { until, sizesUntil: until, sparedPages }, fate);
}

interface Extent {
  readonly until: number;
  /** Changes before this one have changed the size. */
  readonly sizesUntil: number;
  /** Pages that have all changes. */
  readonly sparedPages: ReadonlySet<number>;
}

function putSurvivors(device: PageTable, journal: WriteJournal, extent: Extent, fate: Fate): void {
  if (journal.first >= extent.until) return;
  const survivors = new Survivors(device, fate, { first: journal.first, ...extent });
  journal.forEach(extent.until, (change, number) => survivors.add(change, number));
  survivors.finish();
}

class Survivors {
  readonly #device: PageTable;
  readonly #fate: Fate;
  readonly #range: Extent & { readonly first: number };
  readonly #sectorUntil = new Map<number, number>();
  /** Sectors that had a write which is lost. */
  readonly #ended = new Set<number>();
  #size: number;
  #lostCut = Number.POSITIVE_INFINITY;

  constructor(device: PageTable, fate: Fate, range: Extent & { readonly first: number }) {
    this.#device = device;
    this.#fate = fate;
    this.#range = range;
    this.#size = device.size;
  }

  add(change: Change, number: number): void {
    const keepsSize = number < this.#range.sizesUntil;
    if (change.kind === 'write') {
      this.#write(change.position, change.bytes, number);
      if (keepsSize) this.#size = Math.max(this.#size, change.position + change.bytes.length);
    } else if (keepsSize) {
      if (change.size < this.#size) this.#cut(change.size, number);
      this.#size = change.size;
    } else if (change.kind === 'cut') {
      this.#lostCut = Math.min(this.#lostCut, change.size);
    }
  }

  /** Bytes behind the end are in no file. */
  finish(): void {
    this.#device.clearFrom(this.#size);
    this.#device.size = this.#size;
  }

  #write(position: number, bytes: Uint8Array, number: number): void {
    const { sectorBytes } = this.#fate.options;
    let done = 0;
    while (done < bytes.length) {
      const at = position + done;
      const sector = Math.floor(at / sectorBytes);
      const count = Math.min((sector + 1) * sectorBytes - at, bytes.length - done);
      if ((sector + 1) * sectorBytes <= this.#lostCut) {
        const kept = this.#keptBytes(sector, count, number);
        if (kept > 0) this.#device.put(at, bytes.subarray(done, done + kept));
      }
      done += count;
    }
  }

  #keptBytes(sector: number, count: number, number: number): number {
    if (number < this.#until(sector)) return count;
    if (this.#ended.has(sector)) return 0;
    this.#ended.add(sector);
    return this.#fate.tornBytes(sector, count);
  }

  #cut(size: number, number: number): void {
    if (!this.#fate.options.keepsCutBytes) {
      this.#device.clearFrom(size);
      return;
    }
    const { sectorBytes } = this.#fate.options;
    for (const page of this.#device.indexes()) {
      for (let at = page * PAGE_BYTES; at < (page + 1) * PAGE_BYTES; at += sectorBytes) {
        const from = Math.max(at, size);
        const isCleared = from < at + sectorBytes && number < this.#until(Math.floor(at / sectorBytes));
        if (isCleared) this.#device.clear(from, at + sectorBytes - from);
      }
    }
  }

  #until(sector: number): number {
    const known = this.#sectorUntil.get(sector);
    if (known !== undefined) return known;
    const { first, until: end, sparedPages } = this.#range;
    const isSpared = sparedPages.has(Math.floor((sector * this.#fate.options.sectorBytes) / PAGE_BYTES));
    const until = isSpared ? end : this.#fate.sectorUntil(sector, first, end);
    this.#sectorUntil.set(sector, until);
    return until;
  }
}
