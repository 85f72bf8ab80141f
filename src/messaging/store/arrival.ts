// A message that readers of its queue can see from now on: what wakes held pulls.

import type { QueueOffset } from '../../base/numbers.ts';
import type { PropertyLookUp } from '../message/properties.ts';

export interface Arrival {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
  readonly tagsCode: number;
  readonly storeTimestampMs: number;
  readonly properties: PropertyLookUp;
}
