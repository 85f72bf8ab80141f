// Bytes of an effect journal: entries of length, checksum and payload. The first one says the whole state and which ids were processed; each
// further one says one id and its effect. What is behind the last whole entry was never acknowledged.

import { concatBytes, decodeText, encodeText, readInt32, writeInt32 } from '../../base/bytes.ts';
import { crc32 } from '../../base/crc32.ts';

export interface JournalEffect {
  readonly id: string;
  readonly effect: Uint8Array;
}

export interface JournalContent {
  readonly ids: readonly string[];
  /** As its owner encoded it. */
  readonly state: Uint8Array;
  readonly effects: readonly JournalEffect[];
  /** Bytes that were read; what follows is torn. */
  readonly wholeBytes: number;
}

const HEAD_BYTES = 8;
const INT_BYTES = 4;

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(INT_BYTES);
  writeInt32(bytes, 0, value);
  return bytes;
}

function entry(payload: Uint8Array): Uint8Array {
  return concatBytes([int32(payload.length), int32(crc32(payload) | 0), payload]);
}

function textEntry(text: string): Uint8Array {
  const bytes = encodeText(text);
  return concatBytes([int32(bytes.length), bytes]);
}

export function encodeSnapshot(ids: Iterable<string>, state: Uint8Array): Uint8Array {
  const texts = [...ids].map(textEntry);
  return entry(concatBytes([int32(texts.length), ...texts, state]));
}

export function encodeEffect({ id, effect }: JournalEffect): Uint8Array {
  return entry(concatBytes([textEntry(id), effect]));
}

/** Undefined: there is no whole first entry. */
export function decodeJournal(bytes: Uint8Array): JournalContent | undefined {
  const first = payloadAt(bytes, 0);
  if (first === undefined) return undefined;
  const ids: string[] = [];
  let at = INT_BYTES;
  for (let left = readInt32(first, 0); left > 0; left -= 1) {
    const id = textAt(first, at);
    ids.push(id.text);
    at = id.end;
  }
  const effects: JournalEffect[] = [];
  let end = HEAD_BYTES + first.length;
  for (let payload = payloadAt(bytes, end); payload !== undefined; payload = payloadAt(bytes, end)) {
    const id = textAt(payload, 0);
    effects.push({ id: id.text, effect: payload.slice(id.end) });
    end += HEAD_BYTES + payload.length;
  }
  return { ids, state: first.slice(at), effects, wholeBytes: end };
}

/** Undefined: it is not whole. No payload is empty, so that zeros are no entry. */
function payloadAt(bytes: Uint8Array, position: number): Uint8Array | undefined {
  if (position + HEAD_BYTES > bytes.length) return undefined;
  const length = readInt32(bytes, position);
  const start = position + HEAD_BYTES;
  if (length < INT_BYTES || start + length > bytes.length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return crc32(payload) >>> 0 === readInt32(bytes, position + INT_BYTES) >>> 0 ? payload : undefined;
}

function textAt(bytes: Uint8Array, position: number): { readonly text: string; readonly end: number } {
  const start = position + INT_BYTES;
  const end = start + readInt32(bytes, position);
  return { text: decodeText(bytes.slice(start, end)), end };
}
