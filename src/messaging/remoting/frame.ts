// One command as a frame and back (facts 1.1): length, header type and length, header, body. Where frames begin in a stream is
// frame-splitter.ts.

import { decodeText, readInt32, writeInt32 } from '../../base/bytes.ts';
import { fitsBinaryHeader, readBinaryHeader, writeBinaryHeader } from './binary-header.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Command } from './command.ts';
import { FrameSlab } from './frame-slab.ts';
import { readJsonHeader, writeJsonHeader } from './json-header.ts';

const LENGTH_BYTES = 4;
const PREFIX_BYTES = 8;
const JSON_TYPE = 0;
const BINARY_TYPE = 1;

/** One per client or server: its buffer is used for every frame. */
export class FrameEncoder {
  readonly #header = new ByteWriter();
  readonly #slab = new FrameSlab();

  /** With its length field. A command that the binary header cannot carry is written as JSON: readers look at the type byte. */
  encode(command: Command): Uint8Array {
    const header = this.#header;
    header.reset();
    const isBinary = command.encoding === 'binary' && fitsBinaryHeader(command);
    if (isBinary) writeBinaryHeader(command, header);
    else writeJsonHeader(command, header);
    const bodyStart = PREFIX_BYTES + header.length;
    const frame = this.#slab.take(bodyStart + command.body.length);
    writeInt32(frame, 0, frame.length - LENGTH_BYTES);
    writeInt32(frame, LENGTH_BYTES, header.length);
    frame[LENGTH_BYTES] = isBinary ? BINARY_TYPE : JSON_TYPE;
    header.copyTo(frame, PREFIX_BYTES);
    if (command.body.length > 0) frame.set(command.body, bodyStart);
    return frame;
  }
}

/** A frame without its length field; undefined when it is no command. The body is a view into the frame. */
export function decodeFrame(frame: Uint8Array): Command | undefined {
  if (frame.length < LENGTH_BYTES) return undefined;
  const type = frame[0] as number;
  const headerEnd = LENGTH_BYTES + (readInt32(frame, 0) & 0xffffff);
  if (headerEnd > frame.length || (type !== JSON_TYPE && type !== BINARY_TYPE)) return undefined;
  const header = frame.subarray(LENGTH_BYTES, headerEnd);
  const part = type === JSON_TYPE ? readJsonHeader(decodeText(header)) : readBinaryHeader(header);
  if (part === undefined) return undefined;
  const { code, language, version, opaque, flag, remark, fields } = part;
  const encoding = type === JSON_TYPE ? 'json' : 'binary';
  const body = frame.subarray(headerEnd);
  return { code, language, version, opaque, flag, remark, fields, body, encoding };
}
