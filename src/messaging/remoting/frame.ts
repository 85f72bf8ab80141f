// One command as a frame and back (facts 1.1): length, header type and length, header, body. Where frames begin in a stream is
// frame-splitter.ts.

import { decodeText, encodeText, readInt32, writeInt32 } from '../../base/bytes.ts';
import { fitsBinaryHeader, readBinaryHeader, writeBinaryHeader } from './binary-header.ts';
import type { Command } from './command.ts';
import { readJsonHeader, writeJsonHeader } from './json-header.ts';

const LENGTH_BYTES = 4;
const PREFIX_BYTES = 8;
const JSON_TYPE = 0;
const BINARY_TYPE = 1;

/** With its length field. A command that the binary header cannot carry is written as JSON: readers look at the type byte. */
export function encodeFrame(command: Command): Uint8Array {
  const isBinary = command.encoding === 'binary' && fitsBinaryHeader(command);
  const header = isBinary ? writeBinaryHeader(command) : encodeText(writeJsonHeader(command));
  const frame = new Uint8Array(PREFIX_BYTES + header.length + command.body.length);
  writeInt32(frame, 0, frame.length - LENGTH_BYTES);
  writeInt32(frame, LENGTH_BYTES, header.length);
  frame[LENGTH_BYTES] = isBinary ? BINARY_TYPE : JSON_TYPE;
  frame.set(header, PREFIX_BYTES);
  frame.set(command.body, PREFIX_BYTES + header.length);
  return frame;
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
