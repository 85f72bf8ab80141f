// The binary form of a command's header, RocketMQ's own (facts 1.3). It cannot carry every command: codes and names are limited to
// 16 bits; whoever encodes asks `fitsBinaryHeader` first.

import { assert } from '../../base/assert.ts';
import { decodeText, readInt32 } from '../../base/bytes.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { HeaderPart } from './header-part.ts';
import { languageName, languageNumber } from './language.ts';

const FIXED_BYTES = 21;
const MAX_INT16 = 32_767;

export function fitsBinaryHeader(part: HeaderPart): boolean {
  if (!isInt16(part.code) || !isInt16(part.version)) return false;
  for (const name of part.fields.keys()) {
    // A UTF-16 code unit takes at most three bytes.
    if (name.length > MAX_INT16 / 3) return false;
  }
  return true;
}

function isInt16(value: number): boolean {
  return value >= -MAX_INT16 - 1 && value <= MAX_INT16;
}

export function writeBinaryHeader(part: HeaderPart, writer: ByteWriter): void {
  assert(fitsBinaryHeader(part), `command ${part.code} does not fit a binary header`);
  writer.int16(part.code);
  writer.byte(languageNumber(part.language));
  writer.int16(part.version);
  writer.int32(part.opaque);
  writer.int32(part.flag);
  writeText(part.remark ?? '', writer);
  const lengthAt = writer.length;
  writer.int32(0);
  for (const [name, value] of part.fields) {
    const nameAt = writer.length;
    writer.int16(0);
    writer.text(name);
    writer.patchInt16(nameAt, writer.length - nameAt - 2);
    writeText(value, writer);
  }
  writer.patchInt32(lengthAt, writer.length - lengthAt - 4);
}

function writeText(text: string, writer: ByteWriter): void {
  const lengthAt = writer.length;
  writer.int32(0);
  writer.text(text);
  writer.patchInt32(lengthAt, writer.length - lengthAt - 4);
}

/** Undefined when lengths do not fit the bytes. */
export function readBinaryHeader(bytes: Uint8Array): HeaderPart | undefined {
  if (bytes.length < FIXED_BYTES) return undefined;
  const remarkBytes = readInt32(bytes, 13);
  if (remarkBytes < 0 || FIXED_BYTES + remarkBytes > bytes.length) return undefined;
  const start = FIXED_BYTES + remarkBytes;
  if (readInt32(bytes, start - 4) !== bytes.length - start) return undefined;
  const fields = readFields(bytes, start);
  if (fields === undefined) return undefined;
  return {
    code: readInt16(bytes, 0),
    language: languageName(bytes[2] as number),
    version: readInt16(bytes, 3),
    opaque: readInt32(bytes, 5),
    flag: readInt32(bytes, 9),
    remark: remarkBytes === 0 ? undefined : decodeText(bytes, 17, 17 + remarkBytes),
    fields,
  };
}

function readFields(bytes: Uint8Array, start: number): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  let position = start;
  while (position < bytes.length) {
    if (position + 2 > bytes.length) return undefined;
    const nameEnd = position + 2 + readInt16(bytes, position);
    if (nameEnd < position + 2 || nameEnd + 4 > bytes.length) return undefined;
    const valueEnd = nameEnd + 4 + readInt32(bytes, nameEnd);
    if (valueEnd < nameEnd + 4 || valueEnd > bytes.length) return undefined;
    fields.set(decodeText(bytes, position + 2, nameEnd), decodeText(bytes, nameEnd + 4, valueEnd));
    position = valueEnd;
  }
  return fields;
}

function readInt16(bytes: Uint8Array, position: number): number {
  return (((bytes[position] as number) << 24) >> 16) | (bytes[position + 1] as number);
}
