// Where a queue goes on when recovery cut all of its units because the log had lost their records. Pure.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';

export interface EmptiedQueue {
  /** The least offset before the cut. */
  readonly minOffset: QueueOffset;
  /** Offset of the first unit of its first segment, which is all that is left of it. */
  readonly firstOffset: QueueOffset;
}

export interface QueueBounds {
  readonly minOffset: QueueOffset;
  readonly maxOffset: QueueOffset;
}

export type EmptiedQueueBounds = (queue: EmptiedQueue) => QueueBounds;

/**
 * It keeps its place, so that no offset that consumers committed lies behind its end by more than what was lost. RocketMQ 5.3 begins again
 * at 0 (MappedFileQueue.java `getMaxOffset` without a file).
 */
export const emptiedQueueBounds: EmptiedQueueBounds = ({ firstOffset }) => {
  return { minOffset: queueOffset(firstOffset), maxOffset: queueOffset(firstOffset) };
};
