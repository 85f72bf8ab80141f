// Where a group begins on a queue that one of its members just gained (facts 4.11). Pure.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import type { OffsetReading } from './broker-requests.ts';
import type { ConsumeFrom } from './consumer-options.ts';

export type StartDecision =
  | { readonly kind: 'at'; readonly offset: QueueOffset }
  /** At the end of the queue: what was sent before is not wanted. */
  | { readonly kind: 'at-end' }
  /** Where the configured time begins. */
  | { readonly kind: 'at-time' }
  /** Nobody knows: leave the queue alone until the next rebalance. */
  | { readonly kind: 'skip' };

export interface StartQuestion {
  readonly reading: OffsetReading;
  readonly consumeFrom: ConsumeFrom;
  readonly isRetryTopic: boolean;
}

/** The first offset is 0 even when the queue begins later: the broker corrects a pull below its minimum. */
export function startOffset({ reading, consumeFrom, isRetryTopic }: StartQuestion): StartDecision {
  switch (reading.kind) {
    case 'committed':
      return { kind: 'at', offset: reading.offset };
    case 'failed':
      return { kind: 'skip' };
    case 'none':
      return withoutOffset(consumeFrom, isRetryTopic);
  }
}

/** Under `timestamp` a retry topic begins at its end (RebalancePushImpl.java `computePullFromWhereWithException`). */
function withoutOffset(consumeFrom: ConsumeFrom, isRetryTopic: boolean): StartDecision {
  switch (consumeFrom) {
    case 'first-offset':
      return { kind: 'at', offset: queueOffset(0) };
    case 'last-offset':
      return isRetryTopic ? { kind: 'at', offset: queueOffset(0) } : { kind: 'at-end' };
    case 'timestamp':
      return isRetryTopic ? { kind: 'at-end' } : { kind: 'at-time' };
  }
}
