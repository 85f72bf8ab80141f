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

/** Takes over what the master of a slave says. */
export type TakeOffsets = (own: OffsetTable, masters: ReadonlyMap<string, QueueOffsets>) => void;

/**
 * What the master says of a group and a topic counts, also where it is behind: it was away while consumers went on at the slave. What it does not
 * name stays (SlaveSynchronize.java `syncConsumerOffset`).
 */
export const takeMasters: TakeOffsets = (own, masters) => {
  for (const [key, queues] of masters) own.set(key, queues);
};

/** Of each queue the further offset: what was consumed at the slave is not forgotten, but a reset to an earlier place is not followed either. */
export const takeFurther: TakeOffsets = (own, masters) => {
  for (const [key, queues] of masters) {
    const merged = new Map(own.get(key));
    for (const [queueId, offset] of queues) merged.set(queueId, Math.max(offset, merged.get(queueId) ?? 0));
    own.set(key, merged);
  }
};

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
