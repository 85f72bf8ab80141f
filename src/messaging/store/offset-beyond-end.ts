// Where a reader goes on whose offset is beyond what the queue has: a power loss took what it had been given. Pure.

import type { QueueOffset } from '../../base/numbers.ts';

export type OffsetBeyondEnd = (bounds: {
  readonly minOffset: QueueOffset;
  readonly maxOffset: QueueOffset;
}) => QueueOffset;

/** At the end: everything before was consumed already (DefaultMessageStore.java `getMessage`, apache/rocketmq#4215). */
export const offsetBeyondEnd: OffsetBeyondEnd = ({ maxOffset }) => maxOffset;
