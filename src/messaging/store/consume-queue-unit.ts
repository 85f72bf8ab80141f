// One unit of a consume queue: where a message lies in the commit log and what its tag hashes to. 20 bytes, the index of a unit
// is the queue offset (facts 2.12).

import { readInt32, readInt64, writeInt32, writeInt64 } from '../../base/bytes.ts';
import type { LogPosition } from '../../base/numbers.ts';

export const CONSUME_QUEUE_UNIT_BYTES = 20;

const SIZE_AT = 8;
const TAGS_CODE_AT = 12;

export interface ConsumeQueueUnit {
  readonly position: LogPosition;
  readonly recordSize: number;
  /** Java hash of the tag, 0 without one; in the schedule topic the delivery time. */
  readonly tagsCode: number;
}

/** Size of a pre-blank unit, which fills the space before a queue's first entry when that is not offset 0. */
export const PRE_BLANK_RECORD_SIZE = 0x7fffffff;

export function writeUnit(bytes: Uint8Array, at: number, unit: ConsumeQueueUnit): void {
  writeInt64(bytes, at, unit.position);
  writeInt32(bytes, at + SIZE_AT, unit.recordSize);
  writeInt64(bytes, at + TAGS_CODE_AT, unit.tagsCode);
}

export function unitPosition(bytes: Uint8Array, at: number): LogPosition {
  return readInt64(bytes, at) as LogPosition;
}

export function unitRecordSize(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + SIZE_AT);
}

export function unitTagsCode(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + TAGS_CODE_AT);
}

export function readUnit(bytes: Uint8Array, at: number): ConsumeQueueUnit {
  return {
    position: unitPosition(bytes, at),
    recordSize: unitRecordSize(bytes, at),
    tagsCode: unitTagsCode(bytes, at),
  };
}

/** What recovery accepts as an entry: ConsumeQueue.java `recover`. */
export function isEntry(bytes: Uint8Array, at: number): boolean {
  return unitPosition(bytes, at) >= 0 && unitRecordSize(bytes, at) > 0;
}
