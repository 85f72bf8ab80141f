// Finds the unit of a position in a consume queue by bisection: units are in the order of their records. Places without a record, which
// keep offsets dense, count with the next unit that has one.

import { PRE_BLANK_RECORD_SIZE, unitPosition, unitRecordSize } from './consume-queue-unit.ts';

export interface UnitRange {
  /** First offset, and one past the last. */
  readonly from: number;
  readonly to: number;
  /** The unit at an offset of the range. */
  readonly read: (offset: number) => Uint8Array;
}

/** Offset of the first unit whose record is at or after the position; the end of the range without one. */
export function firstUnitFrom({ from, to, read }: UnitRange, position: number): number {
  /** The first unit with a record from the offset on. */
  const entryFrom = (offset: number, end: number): number => {
    let at = offset;
    while (at < end && unitRecordSize(read(at), 0) === PRE_BLANK_RECORD_SIZE) at += 1;
    return at;
  };
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = entryFrom(middle, high);
    if (at < high && unitPosition(read(at), 0) < position) low = at + 1;
    else high = middle;
  }
  return entryFrom(low, to);
}
