// Bodies that are worth it travel and are stored compressed (facts 6.6); consumers see them as they were sent. Only zlib, which every
// client of RocketMQ has by default, is spoken here.

import { Unzlib, zlibSync } from 'fflate';
import { concatBytes } from '../../base/bytes.ts';
import type { StoredMessage } from '../message/message.ts';
import { compression, SYSTEM_FLAG } from '../message/system-flag.ts';

/** What goes over the wire, and the bits that say so. */
export interface PackedBody {
  readonly body: Uint8Array;
  readonly systemFlag: number;
}

const LEVEL = 5;
/** A small body can be made to grow without end. */
const MAX_UNPACKED_BYTES = 64 * 1_048_576;

/** Compresses a body of at least so many bytes. */
export function packBody(body: Uint8Array, thresholdBytes: number): PackedBody {
  if (body.length < thresholdBytes) return { body, systemFlag: 0 };
  const systemFlag = SYSTEM_FLAG.compressed | SYSTEM_FLAG.compressionZlib;
  return { body: zlibSync(body, { level: LEVEL }), systemFlag };
}

/**
 * The message with its body as it was sent, and without the bit that says otherwise. What cannot be unpacked (another compression,
 * damaged bytes, more than 64 MiB) stays packed, bit set: the original drops such a message and all behind it in the same answer.
 */
export function unpackBody(message: StoredMessage): StoredMessage {
  if (compression(message.systemFlag) !== 'zlib') return message;
  const body = unpacked(message.body);
  if (body === undefined) return message;
  return { ...message, body, systemFlag: message.systemFlag & ~SYSTEM_FLAG.compressed };
}

function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isComplete = false;
  const inflate = new Unzlib((part, isLast) => {
    size += part.length;
    if (size > MAX_UNPACKED_BYTES) throw new RangeError('unpacks to too much');
    parts.push(part);
    isComplete = isLast;
  });
  try {
    inflate.push(bytes, true);
  } catch {
    return undefined;
  }
  return isComplete ? concatBytes(parts) : undefined;
}
