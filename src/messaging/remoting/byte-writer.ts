// Appends texts and integers to a buffer that is used again for the next frame: one allocation per frame instead of one per text. Most
// header texts are ASCII, which is written here byte by byte; the rest goes through the UTF-8 codec.

import { assert } from '../../base/assert.ts';
import { codeUnitAt, encodeText, writeInt32 } from '../../base/bytes.ts';

const INITIAL_BYTES = 1024;
/** A larger buffer is not kept: one huge header must not cost memory for ever. */
const KEPT_BYTES = 64 * 1024;
/** `\u001f` for one character. */
const LONGEST_ESCAPE_BYTES = 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX_DIGITS = '0123456789abcdef';

export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = new Uint8Array(INITIAL_BYTES);
  }

  /** Puts what was written at a position of the target. */
  copyTo(target: Uint8Array, position: number): void {
    target.set(this.#bytes.subarray(0, this.#length), position);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#length] = value >>> 8;
    this.#bytes[this.#length + 1] = value;
    this.#length += 2;
  }

  int32(value: number): void {
    this.#reserve(4);
    writeInt32(this.#bytes, this.#length, value);
    this.#length += 4;
  }

  /** Overwrites two bytes written before. */
  patchInt16(position: number, value: number): void {
    assert(position + 2 <= this.#length, 'a patch is behind what was written', position);
    this.#bytes[position] = value >>> 8;
    this.#bytes[position + 1] = value;
  }

  /** Overwrites four bytes written before. */
  patchInt32(position: number, value: number): void {
    assert(position + 4 <= this.#length, 'a patch is behind what was written', position);
    writeInt32(this.#bytes, position, value);
  }

  /** UTF-8 of the text. */
  text(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < length; index += 1) {
      const code = codeUnitAt(text, index);
      if (code > 0x7f) {
        this.#append(encodeText(text));
        return;
      }
      bytes[start + index] = code;
    }
    this.#length = start + length;
  }

  /** The text as a JSON string. */
  quoted(text: string): void {
    const { length } = text;
    this.#reserve(length * LONGEST_ESCAPE_BYTES + 2);
    const bytes = this.#bytes;
    let position = this.#length;
    bytes[position++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = codeUnitAt(text, index);
      if (code > 0x7f) {
        this.#append(encodeText(JSON.stringify(text)));
        return;
      }
      if (code < 0x20) position = writeControl(bytes, position, code);
      else {
        if (code === QUOTE || code === BACKSLASH) bytes[position++] = BACKSLASH;
        bytes[position++] = code;
      }
    }
    bytes[position++] = QUOTE;
    this.#length = position;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** `\u00xx`; the position after it. */
function writeControl(bytes: Uint8Array, position: number, code: number): number {
  bytes[position] = BACKSLASH;
  bytes[position + 1] = 0x75;
  bytes[position + 2] = 0x30;
  bytes[position + 3] = 0x30;
  bytes[position + 4] = HEX_DIGITS.charCodeAt(code >> 4);
  bytes[position + 5] = HEX_DIGITS.charCodeAt(code & 15);
  return position + LONGEST_ESCAPE_BYTES;
}
