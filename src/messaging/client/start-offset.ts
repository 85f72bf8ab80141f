// Where a group begins on a queue that one of its members just gained (facts 4.11). Pure.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import type { OffsetReading } from './broker-requests.ts';
import type { ConsumeFrom } from './consumer-options.ts';

export type StartDecision =
  | { readonly kind: 'at'; readonly offset: QueueOffset }
  /** At the end of the queue: what was sent before is not wanted. */
  | { readonly kind: 'at-end' }
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
      if (consumeFrom === 'first-offset' || isRetryTopic) return { kind: 'at', offset: queueOffset(0) };
      return { kind: 'at-end' };
  }
}
