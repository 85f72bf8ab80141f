// Addresses inside records: `ip:port` as text, and the ip's 4 or 16 bytes plus a port of 4 bytes as stored. IPv6 texts carry
// brackets: `[2001:db8::1]:10911`.

import { assert } from '../../base/assert.ts';
import { readInt32, writeInt32 } from '../../base/bytes.ts';

const V4_BYTES = 4;
const V6_GROUPS = 8;
const PORT_BYTES = 4;

export const HOST_V4_BYTES = V4_BYTES + PORT_BYTES;
export const HOST_V6_BYTES = V6_GROUPS * 2 + PORT_BYTES;

export function isV6Host(address: string): boolean {
  return address.startsWith('[');
}

/** Bytes of the ip and the port as stored. */
export function hostByteLength(address: string): number {
  return isV6Host(address) ? HOST_V6_BYTES : HOST_V4_BYTES;
}

/** Writes the stored form and returns the position after it. The address must be well formed: it comes from our own process. */
export function writeHost(bytes: Uint8Array, position: number, address: string): number {
  return isV6Host(address) ? writeV6(bytes, position, address) : writeV4(bytes, position, address);
}

function writeV4(bytes: Uint8Array, position: number, address: string): number {
  let at = position;
  let number = 0;
  const end = position + V4_BYTES;
  for (let index = 0; index < address.length; index += 1) {
    const code = address.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) {
      number = number * 10 + code - 0x30;
    } else {
      assert(at < end && number <= 255 && code === (at === end - 1 ? 0x3a : 0x2e), 'not ip:port', address);
      bytes[at] = number;
      at += 1;
      number = 0;
    }
  }
  assert(at === end && number <= 65535, 'not ip:port', address);
  writeInt32(bytes, at, number);
  return at + PORT_BYTES;
}

function writeV6(bytes: Uint8Array, position: number, address: string): number {
  const close = address.indexOf(']:');
  const port = Number(address.slice(close + 2));
  const groups = close < 0 ? undefined : parseGroups(address.slice(1, close));
  assert(
    groups !== undefined && Number.isInteger(port) && port >= 0 && port <= 65535,
    `not [ip]:port: ${address}`,
  );
  let at = position;
  for (const group of groups) {
    bytes[at] = group >> 8;
    bytes[at + 1] = group;
    at += 2;
  }
  writeInt32(bytes, at, port);
  return at + PORT_BYTES;
}

function parseGroups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = groupsOf(halves[0] ?? '');
  const right = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  const missing = V6_GROUPS - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').map((group) => (/^[0-9a-fA-F]{1,4}$/.test(group) ? Number.parseInt(group, 16) : -1));
}

/** Text of a stored address; the caller has checked that the bytes are there. */
export function readHost(bytes: Uint8Array, position: number, isV6: boolean): string {
  if (isV6) return `[${readGroups(bytes, position)}]:${readInt32(bytes, position + V6_GROUPS * 2)}`;
  const port = readInt32(bytes, position + V4_BYTES);
  return `${bytes[position]}.${bytes[position + 1]}.${bytes[position + 2]}.${bytes[position + 3]}:${port}`;
}

/** The longest run of zero groups becomes `::`, as RFC 5952 writes it. */
function readGroups(bytes: Uint8Array, position: number): string {
  const groups: string[] = [];
  let best = { start: 0, length: 0 };
  let run = 0;
  for (let index = 0; index < V6_GROUPS; index += 1) {
    const at = position + index * 2;
    const group = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    groups.push(group.toString(16));
    run = group === 0 ? run + 1 : 0;
    if (run > best.length) best = { start: index - run + 1, length: run };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
