// The replaceable decisions of a store: pure functions with RocketMQ 5.3's behaviour as default.

import type { LogPosition } from '../../base/numbers.ts';
import type { FlushMode, FlushScheduleOptions } from './options.ts';

export interface LogProgress {
  /** End of what was appended. */
  readonly writtenPosition: LogPosition;
  /** End of what is known to be durable. */
  readonly flushedPosition: LogPosition;
  readonly flush: FlushMode;
}

export interface StoreParts {
  /** Readers may see the log up to here. */
  readonly dispatchBound: (progress: LogProgress) => LogPosition;
}

export const DEFAULT_STORE_PARTS: StoreParts = {
  dispatchBound: (progress) =>
    progress.flush === 'synchronous' ? progress.flushedPosition : progress.writtenPosition,
};

export type { FlushScheduleOptions };
