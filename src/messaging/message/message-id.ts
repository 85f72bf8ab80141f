// Two ids of one message (facts 2.6): the offset message id is the address of its record, given by the broker; the unique key
// is given by the producer. Both are upper-case hexadecimal.

import { assert } from '../../base/assert.ts';
import { fromHex, readInt64, toHex, writeInt32, writeInt64 } from '../../base/bytes.ts';
import { civilDate, DAY_MS } from '../../base/civil-date.ts';
import { type LogPosition, logPosition } from '../../base/numbers.ts';
import {
  HOST_V4_BYTES,
  HOST_V6_BYTES,
  hostByteLength,
  isV6Host,
  readHost,
  writeHost,
} from './host-address.ts';

const POSITION_BYTES = 8;

export function offsetMessageId(storeHost: string, position: LogPosition): string {
  const hostBytes = hostByteLength(storeHost);
  const bytes = new Uint8Array(hostBytes + POSITION_BYTES);
  writeHost(bytes, 0, storeHost);
  writeInt64(bytes, hostBytes, position);
  return toHex(bytes);
}

/** Broker address and position of an offset message id; undefined when the text is not one. */
export function parseOffsetMessageId(
  text: string,
): { readonly storeHost: string; readonly position: LogPosition } | undefined {
  const bytes = fromHex(text);
  if (bytes === undefined) return undefined;
  const hostBytes = bytes.length - POSITION_BYTES;
  if (hostBytes !== HOST_V4_BYTES && hostBytes !== HOST_V6_BYTES) return undefined;
  const position = readInt64(bytes, hostBytes);
  if (!Number.isSafeInteger(position) || position < 0) return undefined;
  return { storeHost: readHost(bytes, 0, hostBytes === HOST_V6_BYTES), position: logPosition(position) };
}

export interface UniqueKeySource {
  /** IP address without port; an IPv6 address in brackets. */
  readonly host: string;
  /** The operating system's process id or the like; its low 16 bits count. */
  readonly processNumber: number;
  /** Tells apart processes that share host and process number: the incarnation, in Java the class loader's hash. */
  readonly loaderNumber: number;
}

/** The unique key that a producer gives to its `counter`-th message. The counter's low 16 bits count. */
export function uniqueKey(source: UniqueKeySource, wallMs: number, counter: number): string {
  const ipBytes = (isV6Host(source.host) ? HOST_V6_BYTES : HOST_V4_BYTES) - 4;
  const bytes = new Uint8Array(ipBytes + 12);
  writeHost(bytes, 0, `${source.host}:0`);
  bytes[ipBytes] = source.processNumber >>> 8;
  bytes[ipBytes + 1] = source.processNumber;
  writeInt32(bytes, ipBytes + 2, source.loaderNumber);
  writeInt32(bytes, ipBytes + 6, wallMs - monthStartMs(wallMs));
  bytes[ipBytes + 10] = counter >>> 8;
  bytes[ipBytes + 11] = counter;
  return toHex(bytes);
}

/** Start of the month in UTC (Java: of the local month). */
export function monthStartMs(wallMs: number): number {
  assert(Number.isSafeInteger(wallMs), 'wall clock is in integer milliseconds');
  const day = Math.floor(wallMs / DAY_MS);
  return (day - civilDate(day).dayOfMonth + 1) * DAY_MS;
}
