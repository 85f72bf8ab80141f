// How far each group has come on each queue, in memory, and how a commit gets in there. The file is consumer-offsets.ts.

import type { Environment } from '../../environment/environment.ts';

/** By queue id. */
export type QueueOffsets = Map<number, number>;

/** By `topic@group`. */
export type OffsetTable = Map<string, QueueOffsets>;

export interface OffsetToKeep {
  readonly key: string;
  readonly queueId: number;
  readonly offset: number;
}

/** Puts it into the table; returns what was there before. */
export type KeepOffset = (
  table: OffsetTable,
  kept: OffsetToKeep,
  environment: Environment,
) => number | undefined;

/** At once: first commits of a group for two queues must find the same inner table (ConsumerOffsetManager.java `commitOffset`). */
export const keepOffset: KeepOffset = (table, { key, queueId, offset }) => {
  let queues = table.get(key);
  if (queues === undefined) {
    queues = new Map();
    table.set(key, queues);
  }
  const previousOffset = queues.get(queueId);
  queues.set(queueId, offset);
  return previousOffset;
};
