// How much a disk holds, in pages: the budget that files draw from. Without a limit it only counts.

import { PAGE_BYTES } from './page-table.ts';

export class DiskSpace {
  usedPages = 0;
  readonly #limits: { readonly pages: number }[] = [];
  #limitPages = Number.POSITIVE_INFINITY;

  get isLimited(): boolean {
    return this.#limits.length > 0;
  }

  get freePages(): number {
    return Math.max(0, this.#limitPages - this.usedPages);
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
    this.#limitPages = Math.min(...this.#limits.map(({ pages }) => pages), Number.POSITIVE_INFINITY);
  }
}
