// Commit log records to and from bytes. A record is encoded once, into one array; decoding trusts the scan that found it
// (record-scan.ts).

import { assert } from '../../base/assert.ts';
import {
  decodeText,
  readInt32,
  readInt64,
  textByteLength,
  writeInt32,
  writeInt64,
  writeText,
} from '../../base/bytes.ts';
import { crc32Of31Bits } from '../../base/crc32.ts';
import type { LogPosition, QueueOffset } from '../../base/numbers.ts';
import { isV6Host, readHost, writeHost } from './host-address.ts';
import type { MessageDraft, StoredMessage } from './message.ts';
import { parseProperties, propertiesByteLength, writeProperties } from './properties.ts';
import { RECORD_CRC_BYTES, writeRecordCrc } from './record-crc.ts';
import {
  BLANK_HEAD_BYTES,
  layoutOf,
  MAGIC_BLANK,
  magicOf,
  type RecordLayout,
  type RecordVersion,
} from './record-layout.ts';
import { scanRecord } from './record-scan.ts';
import { SYSTEM_FLAG } from './system-flag.ts';

export const MAX_V1_TOPIC_BYTES = 127;
export const MAX_V2_TOPIC_BYTES = 255;

/** What a record of a draft takes, known before its place in the log is. */
export interface RecordMeasure {
  readonly layout: RecordLayout;
  /** The draft's flag with the bits that tell the address families. */
  readonly systemFlag: number;
  readonly topicBytes: number;
  readonly propertiesBytes: number;
  readonly recordSize: number;
  /** Whether the record ends with a checksum of the whole (record-crc.ts). */
  readonly hasCrc: boolean;
}

/** Where and when a draft becomes a record. */
export interface RecordPlace {
  readonly position: LogPosition;
  readonly queueOffset: QueueOffset;
  readonly storeTimestampMs: number;
}

export function measureRecord(draft: MessageDraft, hasCrc = false): RecordMeasure {
  const topicBytes = textByteLength(draft.topic);
  const propertiesBytes = propertiesByteLength(draft.properties) + (hasCrc ? RECORD_CRC_BYTES : 0);
  const version: RecordVersion = topicBytes > MAX_V1_TOPIC_BYTES ? 2 : 1;
  const systemFlag =
    (draft.systemFlag & ~(SYSTEM_FLAG.bornHostV6 | SYSTEM_FLAG.storeHostV6)) |
    (isV6Host(draft.bornHost) ? SYSTEM_FLAG.bornHostV6 : 0) |
    (isV6Host(draft.storeHost) ? SYSTEM_FLAG.storeHostV6 : 0);
  const layout = layoutOf(version, systemFlag);
  const recordSize = layout.overheadBytes + draft.body.length + topicBytes + propertiesBytes;
  return { layout, systemFlag, topicBytes, propertiesBytes, recordSize, hasCrc };
}

export function encodeRecord(draft: MessageDraft, measure: RecordMeasure, place: RecordPlace): Uint8Array {
  const { layout, recordSize } = measure;
  const { at } = layout;
  const bytes = new Uint8Array(recordSize);
  writeInt32(bytes, at.totalSize, recordSize);
  writeInt32(bytes, at.magic, magicOf(layout.version));
  writeInt32(bytes, at.bodyCrc, crc32Of31Bits(draft.body));
  writeInt32(bytes, at.queueId, draft.queueId);
  writeInt32(bytes, at.flag, draft.flag);
  writeInt64(bytes, at.queueOffset, place.queueOffset);
  writeInt64(bytes, at.position, place.position);
  writeInt32(bytes, at.systemFlag, measure.systemFlag);
  writeInt64(bytes, at.bornTimestampMs, draft.bornTimestampMs);
  writeHost(bytes, at.bornHost, draft.bornHost);
  writeInt64(bytes, at.storeTimestampMs, place.storeTimestampMs);
  writeHost(bytes, at.storeHost, draft.storeHost);
  writeInt32(bytes, at.reconsumeTimes, draft.reconsumeTimes);
  writeInt64(bytes, at.preparedTransactionPosition, draft.preparedTransactionPosition);
  const end = encodeTail(bytes, draft, measure) + (measure.hasCrc ? RECORD_CRC_BYTES : 0);
  assert(end === recordSize, 'a record did not end at its size', end);
  if (measure.hasCrc) writeRecordCrc(bytes);
  return bytes;
}

function encodeTail(bytes: Uint8Array, draft: MessageDraft, measure: RecordMeasure): number {
  const { headBytes, lengthBytes } = measure.layout;
  let at = writeLength(bytes, headBytes, lengthBytes.body, draft.body.length);
  bytes.set(draft.body, at);
  at = writeLength(bytes, at + draft.body.length, lengthBytes.topic, measure.topicBytes);
  at = writeText(bytes, at, draft.topic);
  at = writeLength(bytes, at, lengthBytes.properties, measure.propertiesBytes);
  return writeProperties(bytes, at, draft.properties);
}

function writeLength(bytes: Uint8Array, position: number, width: number, length: number): number {
  for (let index = 0; index < width; index += 1)
    bytes[position + index] = length >>> ((width - 1 - index) * 8);
  return position + width;
}

/** The blank record that fills the rest of a segment; only its head is written. */
export function encodeBlankHead(remainingBytes: number): Uint8Array {
  const bytes = new Uint8Array(BLANK_HEAD_BYTES);
  writeInt32(bytes, 0, remainingBytes);
  writeInt32(bytes, 4, MAGIC_BLANK);
  return bytes;
}

/** A record that `scanRecord` has found valid. The body shares memory with `bytes`. */
export function decodeRecord(bytes: Uint8Array, start: number, layout: RecordLayout): StoredMessage {
  const { at, lengthBytes } = layout;
  const bodyLength = readInt32(bytes, start + layout.headBytes);
  const bodyStart = start + layout.headBytes + lengthBytes.body;
  const topicLength = readLength(bytes, bodyStart + bodyLength, lengthBytes.topic);
  const topicStart = bodyStart + bodyLength + lengthBytes.topic;
  const propertiesLength = readLength(bytes, topicStart + topicLength, lengthBytes.properties);
  const propertiesStart = topicStart + topicLength + lengthBytes.properties;
  return {
    topic: decodeText(bytes, topicStart, topicStart + topicLength),
    body: bytes.subarray(bodyStart, bodyStart + bodyLength),
    properties: parseProperties(decodeText(bytes, propertiesStart, propertiesStart + propertiesLength)),
    flag: readInt32(bytes, start + at.flag),
    queueId: readInt32(bytes, start + at.queueId),
    queueOffset: readInt64(bytes, start + at.queueOffset) as QueueOffset,
    position: readInt64(bytes, start + at.position) as LogPosition,
    recordSize: readInt32(bytes, start + at.totalSize),
    bodyCrc: readInt32(bytes, start + at.bodyCrc),
    systemFlag: readInt32(bytes, start + at.systemFlag),
    bornTimestampMs: readInt64(bytes, start + at.bornTimestampMs),
    bornHost: readHost(bytes, start + at.bornHost, layout.isBornHostV6),
    storeTimestampMs: readInt64(bytes, start + at.storeTimestampMs),
    storeHost: readHost(bytes, start + at.storeHost, layout.isStoreHostV6),
    reconsumeTimes: readInt32(bytes, start + at.reconsumeTimes),
    preparedTransactionPosition: readInt64(bytes, start + at.preparedTransactionPosition) as LogPosition,
  };
}

export function readLength(bytes: Uint8Array, position: number, width: number): number {
  let length = 0;
  for (let index = 0; index < width; index += 1) length = length * 256 + (bytes[position + index] as number);
  return length;
}

export type RecordsDecoding =
  | { readonly kind: 'records'; readonly messages: readonly StoredMessage[] }
  | { readonly kind: 'malformed'; readonly position: number; readonly reason: string };

/** Records back to back, as the body of a pull response from a peer that may send anything. */
export function decodeRecords(bytes: Uint8Array): RecordsDecoding {
  const messages: StoredMessage[] = [];
  let position = 0;
  while (position < bytes.length) {
    const scan = scanRecord(bytes, position, { checkCrc: false });
    if (scan.kind !== 'record') {
      return { kind: 'malformed', position, reason: scan.kind === 'corrupt' ? scan.reason : scan.kind };
    }
    messages.push(decodeRecord(bytes, position, scan.layout));
    position += scan.recordSize;
  }
  return { kind: 'records', messages };
}
