// How a reader gets at bytes of the log: first the segment is looked up, later its bytes are read, and in between others run, as between
// MappedFileQueue.java `findMappedFileByOffset` and the transfer of a response.

import type { Segment } from './segment.ts';

/** The segments of a log as a look-up sees them. */
export interface SegmentRow {
  /** Position of the first byte of the oldest. */
  readonly start: number;
  readonly segmentBytes: number;
  /** Counted from the oldest: numbers shift when the oldest goes. */
  segment(index: number): Segment | undefined;
}

/** Bytes that were there when they were looked up. */
export interface FoundBytes {
  /** Undefined when they are gone. @throws DiskError */
  read(): Uint8Array | undefined;
  /** Once, in the end. */
  release(): void;
}

/** Undefined when no segment holds the first byte. The bytes lie in one segment. */
export type FindBytes = (row: SegmentRow, position: number, length: number) => FoundBytes | undefined;

/** Found is found: the segment is held until the release, whatever is removed in between. */
export const findBytes: FindBytes = (row, position, length) => {
  if (position < row.start) return undefined;
  const segment = row.segment(Math.floor((position - row.start) / row.segmentBytes));
  if (segment === undefined) return undefined;
  const hold = segment.hold();
  return { read: () => hold.read(position - segment.start, length), release: hold.release };
};
