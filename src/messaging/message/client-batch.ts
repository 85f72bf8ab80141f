// Messages of one send request, back to back: the body of SEND_BATCH_MESSAGE (MessageDecoder.java, encodeMessage). They share everything
// that the request's header says; brokers store each as a record of its own.

import { decodeText, readInt32, writeInt32 } from '../../base/bytes.ts';
import { parseProperties, propertiesByteLength, writeProperties } from './properties.ts';

export interface BatchedMessage {
  readonly body: Uint8Array;
  readonly properties: ReadonlyMap<string, string>;
  readonly flag: number;
}

export type BatchDecoding =
  | { readonly kind: 'messages'; readonly messages: readonly BatchedMessage[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Size, magic and CRC, which nobody reads, then flag and length of the body. */
const HEAD_BYTES = 20;
const FLAG_AT = 12;
const BODY_LENGTH_AT = 16;
const PROPERTIES_LENGTH_BYTES = 2;

export function encodeClientBatch(messages: readonly BatchedMessage[]): Uint8Array {
  const sizes = messages.map(encodedBytes);
  const bytes = new Uint8Array(sizes.reduce((total, size) => total + size, 0));
  let start = 0;
  messages.forEach((message, index) => {
    const size = sizes[index] as number;
    writeMessage(bytes, start, message, size);
    start += size;
  });
  return bytes;
}

/** Bytes from a peer that may send anything. */
export function decodeClientBatch(bytes: Uint8Array): BatchDecoding {
  const messages: BatchedMessage[] = [];
  let start = 0;
  while (start < bytes.length) {
    const bodyStart = start + HEAD_BYTES;
    const bodyBytes = bodyStart <= bytes.length ? readInt32(bytes, start + BODY_LENGTH_AT) : -1;
    const bodyEnd = bodyStart + bodyBytes;
    if (bodyBytes < 0 || bodyEnd + PROPERTIES_LENGTH_BYTES > bytes.length) {
      return { kind: 'malformed', reason: `message ${messages.length} of the batch is cut off` };
    }
    const propertiesStart = bodyEnd + PROPERTIES_LENGTH_BYTES;
    const end = propertiesStart + (((bytes[bodyEnd] as number) << 8) | (bytes[bodyEnd + 1] as number));
    if (end > bytes.length) {
      return {
        kind: 'malformed',
        reason: `the properties of message ${messages.length} of the batch are cut off`,
      };
    }
    messages.push({
      flag: readInt32(bytes, start + FLAG_AT),
      body: bytes.subarray(bodyStart, bodyEnd),
      properties: parseProperties(decodeText(bytes, propertiesStart, end)),
    });
    start = end;
  }
  return { kind: 'messages', messages };
}

function encodedBytes({ body, properties }: BatchedMessage): number {
  return HEAD_BYTES + body.length + PROPERTIES_LENGTH_BYTES + propertiesByteLength(properties);
}

function writeMessage(bytes: Uint8Array, start: number, message: BatchedMessage, size: number): void {
  const { body, properties, flag } = message;
  writeInt32(bytes, start, size);
  writeInt32(bytes, start + FLAG_AT, flag);
  writeInt32(bytes, start + BODY_LENGTH_AT, body.length);
  bytes.set(body, start + HEAD_BYTES);
  const lengthAt = start + HEAD_BYTES + body.length;
  const propertiesBytes = propertiesByteLength(properties);
  bytes[lengthAt] = propertiesBytes >>> 8;
  bytes[lengthAt + 1] = propertiesBytes & 0xff;
  writeProperties(bytes, lengthAt + PROPERTIES_LENGTH_BYTES, properties);
}
