// Which runs of a batch are meant: the i-th run of batch S has the seed `S:i`.

/** Both ends belong to it. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export function seedOf(batch: string, index: number): string {
  return `${batch}:${index}`;
}

export function countOf(range: SeedRange): number {
  return range.last - range.first + 1;
}
