// Finds the place of a moment in a queue: binary search over the store timestamps of its messages.

import { readInt32, readInt64 } from '../../base/bytes.ts';
import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import { COMMON_AT, layoutOf } from '../message/record-layout.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';

/** First offset stored at or after the moment; the maximum when all are older (facts 2.12, LOWER). */
export function firstOffsetAt(log: CommitLog, queue: ConsumeQueue, timestampMs: number): QueueOffset {
  let low = queue.minOffset as number;
  let high = queue.maxOffset as number;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (storeTimestampOf(log, queue, middle) < timestampMs) low = middle + 1;
    else high = middle;
  }
  return queueOffset(low);
}

const HEAD_BYTES = layoutOf(1, 0xff).headBytes;

/** A message that is gone is older than any moment. */
function storeTimestampOf(log: CommitLog, queue: ConsumeQueue, offset: number): number {
  const unit = queue.unitAt(offset);
  const head =
    unit === undefined ? undefined : log.read(unit.position, Math.min(HEAD_BYTES, unit.recordSize));
  if (head === undefined || head.length < layoutOf(1, 0).headBytes) return 0;
  return readInt64(head, layoutOf(1, readInt32(head, COMMON_AT.systemFlag)).at.storeTimestampMs);
}
