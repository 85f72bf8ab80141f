// One part of a batch that several machines share. Shards are dealt like cards, so that they take equally long.

export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

export const WHOLE: Shard = { number: 1, of: 1 };

export function isInShard(shard: Shard, index: number): boolean {
  return index % shard.of === shard.number - 1;
}

/** Indices from 0 up to, not including, the end that belong to the shard. */
function countBelow(shard: Shard, end: number): number {
  return Math.floor((end + shard.of - shard.number) / shard.of);
}

/** Indices of the shard from the first to the last, both included. */
export function countInShard(shard: Shard, first: number, last: number): number {
  return countBelow(shard, last + 1) - countBelow(shard, first);
}
