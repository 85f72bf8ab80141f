// What lies at a place in the commit log: the pure decision behind dispatch, recovery, judges and the reading of pull responses.
// It accepts exactly what CommitLog.java `checkMessageAndReturnSize` accepts, but names the cases that the original folds into
// sizes of 0 and -1.

import { readInt32, readInt64 } from '../../base/bytes.ts';
import { crc32Of31Bits } from '../../base/crc32.ts';
import { hasRightCrc } from './record-crc.ts';
import {
  BLANK_HEAD_BYTES,
  COMMON_AT,
  layoutOf,
  MAGIC_BLANK,
  type RecordLayout,
  versionOf,
} from './record-layout.ts';

export type RecordScan =
  | { readonly kind: 'record'; readonly recordSize: number; readonly layout: RecordLayout }
  /** The rest of the segment is unused: go on with the next one. */
  | { readonly kind: 'blank' }
  /** Nothing was written here yet. */
  | { readonly kind: 'end' }
  /** The record claims to reach beyond the bytes at hand; a caller that can read more should. */
  | { readonly kind: 'incomplete'; readonly neededBytes: number }
  | { readonly kind: 'corrupt'; readonly reason: string };

export interface ScanOptions {
  readonly checkCrc: boolean;
  /** Every record must end with a checksum of the whole: MessageStoreConfig.java `forceVerifyPropCRC`. */
  readonly checkRecordCrc?: boolean;
}

const BLANK: RecordScan = { kind: 'blank' };
const END: RecordScan = { kind: 'end' };

export function scanRecord(bytes: Uint8Array, start: number, options: ScanOptions): RecordScan {
  const available = bytes.length - start;
  if (available < BLANK_HEAD_BYTES)
    return isZero(bytes, start) ? END : { kind: 'incomplete', neededBytes: BLANK_HEAD_BYTES };
  const totalSize = readInt32(bytes, start + COMMON_AT.totalSize);
  const magic = readInt32(bytes, start + COMMON_AT.magic);
  if (magic === MAGIC_BLANK) return BLANK;
  if (totalSize === 0 && magic === 0) return END;
  const version = versionOf(magic);
  if (version === undefined) return corrupt('unknown magic number');
  if (totalSize < layoutOf(version, 0).overheadBytes) return corrupt('shorter than a record');
  if (totalSize > available) return { kind: 'incomplete', neededBytes: totalSize };
  const layout = layoutOf(version, readInt32(bytes, start + COMMON_AT.systemFlag));
  if (totalSize < layout.overheadBytes) return corrupt('shorter than a record');
  return scanBody({ bytes, start, end: start + totalSize }, layout, options);
}

/** Exactly as long as its total size says and longer than any record's head. */
interface Extent {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function scanBody({ bytes, start, end }: Extent, layout: RecordLayout, options: ScanOptions): RecordScan {
  const { lengthBytes } = layout;
  const recordSize = end - start;
  const bodyLength = readInt32(bytes, start + layout.headBytes);
  if (bodyLength < 0 || bodyLength > recordSize - layout.overheadBytes) return corrupt('body length');
  const topicAt = start + layout.headBytes + lengthBytes.body + bodyLength;
  const topicLength = lengthAt(bytes, topicAt, lengthBytes.topic);
  const propertiesAt = topicAt + lengthBytes.topic + topicLength;
  if (propertiesAt + lengthBytes.properties > end) return corrupt('topic length');
  const propertiesLength = lengthAt(bytes, propertiesAt, lengthBytes.properties);
  if (propertiesAt + lengthBytes.properties + propertiesLength !== end) return corrupt('properties length');
  if (!hasSafeNumbers(bytes, start, layout)) return corrupt('a number beyond 2^53');
  if (options.checkCrc && bodyLength > 0) {
    const bodyCrc = crc32Of31Bits(bytes, topicAt - bodyLength, topicAt);
    if (bodyCrc !== readInt32(bytes, start + COMMON_AT.bodyCrc)) return corrupt('body checksum');
  }
  if (options.checkRecordCrc === true && !hasRightCrc(bytes, start, end)) return corrupt('record checksum');
  return { kind: 'record', recordSize, layout };
}

/** Positions and offsets that a number cannot hold would corrupt whatever is computed from them. */
function hasSafeNumbers(bytes: Uint8Array, start: number, { at }: RecordLayout): boolean {
  return (
    isSafe(bytes, start + at.queueOffset) &&
    isSafe(bytes, start + at.position) &&
    isSafe(bytes, start + at.bornTimestampMs) &&
    isSafe(bytes, start + at.storeTimestampMs) &&
    isSafe(bytes, start + at.preparedTransactionPosition)
  );
}

function isSafe(bytes: Uint8Array, at: number): boolean {
  return Number.isSafeInteger(readInt64(bytes, at));
}

function lengthAt(bytes: Uint8Array, at: number, width: number): number {
  return width === 1 ? (bytes[at] as number) : ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function isZero(bytes: Uint8Array, start: number): boolean {
  for (let index = start; index < bytes.length; index += 1) if (bytes[index] !== 0) return false;
  return true;
}

function corrupt(reason: string): RecordScan {
  return { kind: 'corrupt', reason };
}
