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
export function decodeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > SHORT_TEXT_CHARACTERS) return decodeByCodec(bytes, start, end);
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    const third = bytes[at + 2] as number;
    const fourth = bytes[at + 3] as number;
    if ((first | second | third | fourth) > 0x7f) return decodeByCodec(bytes, start, end);
    text += String.fromCharCode(first, second, third, fourth);
  }
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte > 0x7f) return decodeByCodec(bytes, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

function decodeByCodec(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
}

/** UTF-8 to text; throws TypeError on a malformed sequence. */
export function decodeTextStrictly(bytes: Uint8Array): string {
  return strictDecoder.decode(bytes);
}

const HEX_DIGITS = '0123456789ABCDEF';
const HEX_CODES: Readonly<Uint8Array> = new TextEncoder().encode(HEX_DIGITS);

/** Upper-case hexadecimal, as RocketMQ writes ids. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  for (; at + 2 <= bytes.length; at += 2) {
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    text += String.fromCharCode(
      HEX_CODES[first >> 4] as number,
      HEX_CODES[first & 15] as number,
      HEX_CODES[second >> 4] as number,
      HEX_CODES[second & 15] as number,
    );
  }
  if (at === bytes.length) return text;
  const last = bytes[at] as number;
  return text + String.fromCharCode(HEX_CODES[last >> 4] as number, HEX_CODES[last & 15] as number);
}

/** Bytes of a hexadecimal text (either case, no separators); undefined when it is not one. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = hexDigit(text.charCodeAt(index * 2));
    const low = hexDigit(text.charCodeAt(index * 2 + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[index] = high * 16 + low;
  }
  return bytes;
}

/** -1 when it is none. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
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
