// The checksum of a whole record, as the last of its properties: MessageDecoder.java `createCrc32`, with the digits of the number from the last
// to the first. The body's own checksum says nothing of topic and properties, which a crash inside a write can leave half written.

import { encodeText } from '../../base/bytes.ts';
import { crc32Of31Bits } from '../../base/crc32.ts';
import { PROPERTY } from './properties.ts';

const DIGITS = 10;
const ZERO = 48;
const VALUE_END = 2;
const HEAD: Readonly<Uint8Array> = encodeText(`${PROPERTY.recordCrc}\u0001`);

/** CommitLog.java `CRC32_RESERVED_LEN`. */
export const RECORD_CRC_BYTES = HEAD.length + DIGITS + 1;

/** Fills the last bytes of a record that is complete but for them. */
export function writeRecordCrc(record: Uint8Array): void {
  const start = record.length - RECORD_CRC_BYTES;
  record.set(HEAD, start);
  let rest = crc32Of31Bits(record, 0, start);
  for (let digit = 0; digit < DIGITS; digit += 1) {
    record[start + HEAD.length + digit] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  record[record.length - 1] = VALUE_END;
}

/** Whether the record from `start` to `end` ends with its checksum; one without any does not. */
export function hasRightCrc(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  const crcAt = end - RECORD_CRC_BYTES;
  for (let index = 0; index < HEAD.length; index += 1) {
    if (bytes[crcAt + index] !== HEAD[index]) return false;
  }
  let rest = crc32Of31Bits(bytes, start, crcAt);
  for (let digit = 0; digit < DIGITS; digit += 1) {
    if (bytes[crcAt + HEAD.length + digit] !== ZERO + (rest % 10)) return false;
    rest = Math.floor(rest / 10);
  }
  return bytes[end - 1] === VALUE_END;
}
