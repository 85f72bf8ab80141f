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
