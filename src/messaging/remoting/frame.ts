// One command as a frame and back (facts 1.1): length, header type and length, header, body. Where frames begin in a stream is
// frame-splitter.ts.

import { decodeText, readInt32 } from '../../base/bytes.ts';
import { fitsBinaryHeader, readBinaryHeader, writeBinaryHeader } from './binary-header.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Command } from './command.ts';
import { readJsonHeader, writeJsonHeader } from './json-header.ts';

const LENGTH_BYTES = 4;
const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 0xffffff;
const JSON_TYPE = 0;
const BINARY_TYPE = 1;

const NO_BYTES = new Uint8Array(0);

/** One per client or server: its memory is shared by all frames. */
export class FrameEncoder {
  readonly #writer = new ByteWriter();

  /** With its length field. A command that the binary header cannot carry is written as JSON: readers look at the type byte. */
  encode(command: Command): Uint8Array {
    const writer = this.#writer;
    writer.int32(0);
    writer.int32(0);
    const isBinary = command.encoding === 'binary' && fitsBinaryHeader(command);
    if (isBinary) writeBinaryHeader(command, writer);
    else writeJsonHeader(command, writer);
    const headerBytes = writer.length - PREFIX_BYTES;
    writer.bytes(command.body);
    writer.patchInt32(0, writer.length - LENGTH_BYTES);
    writer.patchInt32(
      LENGTH_BYTES,
      ((isBinary ? BINARY_TYPE : JSON_TYPE) << 24) | (headerBytes & MAX_HEADER_BYTES),
    );
    return writer.take();
  }
}

/** A frame without its length field; undefined when it is no command. The body is a view into the frame. */
export function decodeFrame(frame: Uint8Array): Command | undefined {
  if (frame.length < LENGTH_BYTES) return undefined;
  const type = frame[0] as number;
  const headerEnd = LENGTH_BYTES + (readInt32(frame, 0) & MAX_HEADER_BYTES);
  if (headerEnd > frame.length || (type !== JSON_TYPE && type !== BINARY_TYPE)) return undefined;
  const part =
    type === JSON_TYPE
      ? readJsonHeader(decodeText(frame, LENGTH_BYTES, headerEnd))
      : readBinaryHeader(frame.subarray(LENGTH_BYTES, headerEnd));
  if (part === undefined) return undefined;
  const { code, language, version, opaque, flag, remark, fields } = part;
  const encoding = type === JSON_TYPE ? 'json' : 'binary';
  const body = headerEnd === frame.length ? NO_BYTES : frame.subarray(headerEnd);
  return { code, language, version, opaque, flag, remark, fields, body, encoding };
}
