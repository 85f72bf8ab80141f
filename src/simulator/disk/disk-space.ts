// How much a disk holds, in pages: the budget that files draw from. Without a limit it only counts.

import type { DiskUsage } from '../../environment/disk.ts';
import type { DiskOptions } from './disk-options.ts';
import { PAGE_BYTES } from './page-table.ts';

/** What a disk without a capacity says it holds: a tebibyte. */
const BOUNDLESS_PAGES = 2 ** 28;

export class DiskSpace {
  usedPages = 0;
  /** For whoever uses this disk through us. */
  readonly #capacityPages: number | undefined;
  readonly #takenPages: number;
  readonly #limits: { readonly pages: number }[] = [];
  #limitPages: number;

  constructor({ capacityBytes, takenBytes = 0 }: Pick<DiskOptions, 'capacityBytes' | 'takenBytes'> = {}) {
    this.#takenPages = Math.ceil(takenBytes / PAGE_BYTES);
    this.#capacityPages =
      capacityBytes === undefined ? undefined : Math.floor(capacityBytes / PAGE_BYTES) - this.#takenPages;
    this.#limitPages = this.#capacityPages ?? Number.POSITIVE_INFINITY;
  }

  get isLimited(): boolean {
    return this.#limitPages !== Number.POSITIVE_INFINITY;
  }

  get freePages(): number {
    return Math.max(0, this.#limitPages - this.usedPages);
  }

  /** Room that a limit takes away counts as used: somebody else filled it. */
  usage(): DiskUsage {
    const totalPages = this.#capacityPages ?? BOUNDLESS_PAGES;
    const availablePages = Math.min(this.freePages, Math.max(0, totalPages - this.usedPages));
    return {
      usedBytes: (this.#takenPages + totalPages - availablePages) * PAGE_BYTES,
      availableBytes: availablePages * PAGE_BYTES,
    };
  }

  /** From now on only so many bytes are free. The call that is returned gives the rest back. */
  limit(freeBytes: number): () => void {
    const limit = { pages: this.usedPages + Math.floor(freeBytes / PAGE_BYTES) };
    this.#limits.push(limit);
    this.#update();
    return () => {
      const index = this.#limits.indexOf(limit);
      if (index >= 0) this.#limits.splice(index, 1);
      this.#update();
    };
  }

  #update(): void {
    const capacityPages = this.#capacityPages ?? Number.POSITIVE_INFINITY;
    this.#limitPages = Math.min(...this.#limits.map(({ pages }) => pages), capacityPages);
  }
}
