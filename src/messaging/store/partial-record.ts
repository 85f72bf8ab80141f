// Where the dispatcher of a copy goes on when a record at the end of its log is there in part. Pure.

import type { LogPosition } from '../../base/numbers.ts';

/** What was read in one go. */
export interface ReadOfCopy {
  readonly began: LogPosition;
  /** The end of the last whole record. */
  readonly whole: LogPosition;
}

/** At the record that is cut off: the rest of it will come. */
export function partialResumesAt({ whole }: ReadOfCopy): LogPosition {
  return whole;
}

export type PartialResumesAt = typeof partialResumesAt;
