// What happens to the unsynced changes of one file when the power goes or a sync fails, as keyed chance: the same file in the same
// accident meets the same fate, whatever became of other files.

import { fold32, hashText } from '../../base/hash.ts';
import { type Draws, purpose } from '../draws.ts';
import type { Identity } from '../identity.ts';
import type { DiskOptions } from './disk-options.ts';

const LEANING = purpose('disk.survival');
const SIZES = purpose('disk.survival.sizes');
const SECTOR = purpose('disk.survival.sector');
const TEAR = purpose('disk.survival.tear');

/** Nothing had been written back; everything had; each sector all or nothing; each sector up to some moment. */
export type Leaning = 'none' | 'all' | 'some-sectors' | 'some-moments';
const LEANINGS: readonly Leaning[] = ['none', 'all', 'some-sectors', 'some-moments'];
/** One sector in so many is torn where its writes end. */
const TEAR_ONE_IN = 4;

export interface Accident {
  readonly draws: Draws;
  readonly machine: string;
  /** Of the event that is the accident. */
  readonly identity: Identity;
  readonly options: DiskOptions;
}

export class Fate {
  readonly options: DiskOptions;
  readonly #draws: Draws;
  readonly #high: number;
  readonly #low: number;
  readonly leaning: Leaning;

  constructor({ draws, machine, identity, options }: Accident, path: string) {
    this.options = options;
    this.#draws = draws;
    this.#high = fold32(identity.high, hashText(path));
    this.#low = fold32(identity.low, hashText(machine));
    this.leaning = LEANINGS[draws.below(LEANINGS.length, LEANING, this.#high, this.#low)] as Leaning;
  }

  /** Changes before this one have changed the size for good. */
  sizesUntil(first: number, end: number): number {
    return this.#until(SIZES, 0, first, end);
  }

  /** Changes before this one are in the sector. */
  sectorUntil(sector: number, first: number, end: number): number {
    if (this.leaning !== 'some-sectors') return this.#until(SECTOR, sector, first, end);
    return this.#below(2, SECTOR, sector) === 0 ? first : end;
  }

  /** So many bytes are left of the write in the sector that was under way. */
  tornBytes(sector: number, length: number): number {
    if (!this.options.tearsSectors || this.leaning === 'none') return 0;
    const draw = this.#below(length * TEAR_ONE_IN, TEAR, sector);
    return draw < length ? draw : 0;
  }

  /** Whether a change of a directory is there. */
  keepsName(number: number): boolean {
    if (this.leaning === 'none' || this.leaning === 'all') return this.leaning === 'all';
    return this.#below(2, SECTOR, number) === 0;
  }

  #until(what: typeof SIZES, item: number, first: number, end: number): number {
    if (this.leaning === 'none') return first;
    if (this.leaning === 'all') return end;
    return first + this.#below(end - first + 1, what, item);
  }

  #below(bound: number, what: typeof SIZES, item: number): number {
    return this.#draws.below(bound, what, this.#high, fold32(this.#low, item));
  }
}
