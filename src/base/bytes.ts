// Bytes and text: big-endian reading and writing, UTF-8, hexadecimal. The only file that declares the text codecs, which
// are pure and exist in every host.

import { assert } from './assert.ts';

declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const SHORT_TEXT_CHARACTERS = 48;

const { charCodeAt } = String.prototype;

/**
 * `text.charCodeAt(index)` for loops that meet strings of every make (joined, cut out, parsed …): V8 keeps them as different classes,
 * and a loop that met five of them looks the method up anew for each character.
 */
export function codeUnitAt(text: string, index: number): number {
  return charCodeAt.call(text, index);
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** UTF-8 to text; malformed sequences become U+FFFD, as Java's decoder does. Short ASCII runs avoid the codec's call cost. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > SHORT_TEXT_CHARACTERS) return decoder.decode(bytes);
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    if (byte > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** UTF-8 to text; throws TypeError on a malformed sequence. */
export function decodeTextStrictly(bytes: Uint8Array): string {
  return strictDecoder.decode(bytes);
}

const HEX_DIGITS = '0123456789ABCDEF';

/** Upper-case hexadecimal, as RocketMQ writes ids. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += (HEX_DIGITS[byte >> 4] as string) + (HEX_DIGITS[byte & 15] as string);
  return text;
}

/** Bytes of a hexadecimal text (either case, no separators); undefined when it is not one. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}

const TWO_TO_32 = 4294967296;

export function writeInt32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 24;
  bytes[position + 1] = value >>> 16;
  bytes[position + 2] = value >>> 8;
  bytes[position + 3] = value;
}

export function readInt32(bytes: Uint8Array, position: number): number {
  assert(position + 4 <= bytes.length, 'an int32 ends behind its bytes', position);
  return (
    ((bytes[position] as number) << 24) |
    ((bytes[position + 1] as number) << 16) |
    ((bytes[position + 2] as number) << 8) |
    (bytes[position + 3] as number)
  );
}

/** Writes a safe integer as a big-endian two's complement of 8 bytes. */
export function writeInt64(bytes: Uint8Array, position: number, value: number): void {
  assert(Number.isSafeInteger(value), 'an int64 is no safe integer', value);
  const high = Math.floor(value / TWO_TO_32);
  writeInt32(bytes, position, high);
  writeInt32(bytes, position + 4, value - high * TWO_TO_32);
}

/** Reads 8 bytes as a number; values past 2^53 lose their low bits, callers that face hostile input check the range. */
export function readInt64(bytes: Uint8Array, position: number): number {
  const high = readInt32(bytes, position);
  const low = readInt32(bytes, position + 4) >>> 0;
  return high * TWO_TO_32 + low;
}

/** Bytes of the text in UTF-8, without encoding it when it is ASCII. */
export function textByteLength(text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    if (codeUnitAt(text, index) > 0x7f) return encoder.encode(text).length;
  }
  return length;
}

/** Writes the text as UTF-8 and returns the position after it. */
export function writeText(bytes: Uint8Array, position: number, text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = codeUnitAt(text, index);
    if (code > 0x7f) {
      const encoded = encoder.encode(text);
      bytes.set(encoded, position);
      return position + encoded.length;
    }
    bytes[position + index] = code;
  }
  return position + length;
}
