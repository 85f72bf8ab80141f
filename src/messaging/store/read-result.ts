// What a read of a queue asks and yields (facts 2.12). The statuses are RocketMQ's GetMessageStatus.

import type { QueueOffset } from '../../base/numbers.ts';

export interface ReadQuery {
  readonly topic: string;
  readonly queueId: number;
  readonly offset: QueueOffset;
  readonly maxCount: number;
  /** Decides by the tags code alone; a consumer re-checks the tag itself. */
  readonly matches?: (tagsCode: number) => boolean;
}

export type ReadStatus =
  | 'FOUND'
  | 'NO_MATCHED_MESSAGE'
  | 'MESSAGE_WAS_REMOVING'
  | 'OFFSET_FOUND_NULL'
  | 'OFFSET_OVERFLOW_BADLY'
  | 'OFFSET_OVERFLOW_ONE'
  | 'OFFSET_TOO_SMALL'
  | 'NO_MATCHED_LOGIC_QUEUE'
  | 'NO_MESSAGE_IN_QUEUE';

export interface ReadResult {
  readonly status: ReadStatus;
  /** Where to go on; already corrected as a master corrects it. */
  readonly nextBeginOffset: QueueOffset;
  readonly minOffset: QueueOffset;
  readonly maxOffset: QueueOffset;
  /** Whole records back to back, as a pull response carries them; empty unless FOUND. */
  readonly body: Uint8Array;
  readonly count: number;
  /** The reader is so far behind that a slave should serve it. */
  readonly suggestSlave: boolean;
}

/** The reader has everything that there is; a queue without a message is made when the first comes, where the original makes it on asking. */
export function isEndOfQueue(status: ReadStatus): boolean {
  return (
    status === 'OFFSET_OVERFLOW_ONE' ||
    status === 'NO_MESSAGE_IN_QUEUE' ||
    status === 'NO_MATCHED_LOGIC_QUEUE'
  );
}
