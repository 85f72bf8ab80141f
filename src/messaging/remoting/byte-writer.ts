// Writes frames, one behind the other, into larger pieces of memory: allocating or copying each frame by itself costs more than writing
// it. What was handed out is never written again; a piece lives as long as a frame in it does. Most header texts are ASCII, which is
// written here byte by byte; the rest goes through the UTF-8 codec.

import { assert } from '../../base/assert.ts';
import { codeUnitAt, encodeText, writeInt32 } from '../../base/bytes.ts';

const PIECE_BYTES = 16 * 1024;
/** `\u001f` for one character. */
const LONGEST_ESCAPE_BYTES = 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX_DIGITS = '0123456789abcdef';

export class ByteWriter {
  #piece = new Uint8Array(PIECE_BYTES);
  /** Where the frame that is being written begins and ends in the piece. */
  #start = 0;
  #end = 0;

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#piece.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#piece[this.#end] = value;
    this.#end += 1;
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#piece[this.#end] = value >>> 8;
    this.#piece[this.#end + 1] = value;
    this.#end += 2;
  }

  int32(value: number): void {
    this.#reserve(4);
    writeInt32(this.#piece, this.#end, value);
    this.#end += 4;
  }

  bytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(bytes.length);
    this.#piece.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Overwrites two bytes written before. */
  patchInt16(position: number, value: number): void {
    assert(position + 2 <= this.length, 'a patch is behind what was written', position);
    this.#piece[this.#start + position] = value >>> 8;
    this.#piece[this.#start + position + 1] = value;
  }

  /** Overwrites four bytes written before. */
  patchInt32(position: number, value: number): void {
    assert(position + 4 <= this.length, 'a patch is behind what was written', position);
    writeInt32(this.#piece, this.#start + position, value);
  }

  /** UTF-8 of the text. */
  text(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#piece;
    const start = this.#end;
    for (let index = 0; index < length; index += 1) {
      const code = codeUnitAt(text, index);
      if (code > 0x7f) {
        this.bytes(encodeText(text));
        return;
      }
      bytes[start + index] = code;
    }
    this.#end = start + length;
  }

  /** The text as a JSON string. */
  quoted(text: string): void {
    const { length } = text;
    this.#reserve(length * LONGEST_ESCAPE_BYTES + 2);
    const bytes = this.#piece;
    let position = this.#end;
    bytes[position++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = codeUnitAt(text, index);
      if (code > 0x7f) {
        this.bytes(encodeText(JSON.stringify(text)));
        return;
      }
      if (code < 0x20) position = writeControl(bytes, position, code);
      else {
        if (code === QUOTE || code === BACKSLASH) bytes[position++] = BACKSLASH;
        bytes[position++] = code;
      }
    }
    bytes[position++] = QUOTE;
    this.#end = position;
  }

  /** Moves the frame to a new piece when the rest of this one is too short. */
  #reserve(count: number): void {
    if (this.#end + count <= this.#piece.length) return;
    const begun = this.#piece.subarray(this.#start, this.#end);
    this.#piece = new Uint8Array(Math.max(begun.length + count, begun.length * 2, PIECE_BYTES));
    this.#piece.set(begun);
    this.#start = 0;
    this.#end = begun.length;
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
