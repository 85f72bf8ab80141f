// The bytes of a key index file (facts 2.13): a header, slots, and entries chained from newer to older. Pure: it reads through whatever
// holds the bytes, a file of the store or a judge's disk image.

import { readInt32, readInt64, writeInt32, writeInt64 } from '../../base/bytes.ts';
import { continueJavaHash, javaHash } from '../message/java-hash.ts';

export const INDEX_HEADER_BYTES = 40;
export const INDEX_SLOT_BYTES = 4;
export const INDEX_ENTRY_BYTES = 20;

/** How many slots and entries each file has; entry 0 is never used. */
export interface IndexGeometry {
  readonly slots: number;
  readonly entries: number;
}

export interface IndexBytes {
  /** All of them, where they are in memory: then nothing needs to be read. */
  readonly whole?: Uint8Array;
  /** A copy of up to `length` bytes. @throws DiskError */
  read(position: number, length: number): Uint8Array;
}

export interface IndexHeader {
  /** Store timestamp of the first record. */
  readonly beginMs: number;
  /** Of the last. */
  readonly endMs: number;
  readonly beginPosition: number;
  readonly endPosition: number;
  readonly usedSlots: number;
  /** Where the next entry goes; at least 1. */
  readonly entryCount: number;
}

export interface IndexEntry {
  /** Of the record in the log. */
  readonly position: number;
  /** Since the file's begin, rounded down, never negative. */
  readonly seconds: number;
}

export function indexFileBytes({ slots, entries }: IndexGeometry): number {
  return INDEX_HEADER_BYTES + slots * INDEX_SLOT_BYTES + entries * INDEX_ENTRY_BYTES;
}

export function slotPosition({ slots }: IndexGeometry, hash: number): number {
  return INDEX_HEADER_BYTES + (hash % slots) * INDEX_SLOT_BYTES;
}

export function entryPosition({ slots }: IndexGeometry, entry: number): number {
  return INDEX_HEADER_BYTES + slots * INDEX_SLOT_BYTES + entry * INDEX_ENTRY_BYTES;
}

const INT32_MIN = -2147483648;
const INT32_MAX = 2147483647;

/** IndexFile.java `indexKeyHashMethod` of `topic#key`: never negative. */
export function keyHash(topic: string, key: string): number {
  const hash = continueJavaHash(continueJavaHash(javaHash(topic), '#'), key);
  return hash === INT32_MIN ? 0 : Math.abs(hash);
}

/** What an entry says of a record's time: whole seconds since the file's begin, 0 for a clock that went back. */
export function secondsSince(beginMs: number, storeTimestampMs: number): number {
  if (beginMs <= 0) return 0;
  return Math.min(INT32_MAX, Math.max(0, Math.floor((storeTimestampMs - beginMs) / 1000)));
}

export function readIndexHeader(file: IndexBytes): IndexHeader {
  const bytes = file.read(0, INDEX_HEADER_BYTES);
  return {
    beginMs: readInt64(bytes, 0),
    endMs: readInt64(bytes, 8),
    beginPosition: readInt64(bytes, 16),
    endPosition: readInt64(bytes, 24),
    usedSlots: readInt32(bytes, 32),
    entryCount: Math.max(1, readInt32(bytes, 36)),
  };
}

export function writeIndexHeader(bytes: Uint8Array, header: IndexHeader): void {
  writeInt64(bytes, 0, header.beginMs);
  writeInt64(bytes, 8, header.endMs);
  writeInt64(bytes, 16, header.beginPosition);
  writeInt64(bytes, 24, header.endPosition);
  writeInt32(bytes, 32, header.usedSlots);
  writeInt32(bytes, 36, header.entryCount);
}

/** Whether numbers that came from a disk can be a header's at all. */
export function isPlausibleHeader(header: IndexHeader, { slots, entries }: IndexGeometry): boolean {
  const { beginMs, endMs, beginPosition, endPosition, usedSlots, entryCount } = header;
  const longs = [beginMs, endMs, beginPosition, endPosition];
  return (
    longs.every((value) => Number.isSafeInteger(value) && value >= 0) &&
    beginPosition <= endPosition &&
    usedSlots >= 0 &&
    usedSlots <= slots &&
    entryCount <= entries
  );
}

/** The entry that a slot names, or an entry its predecessor; 0 when there is none (IndexFile.java). */
export function namedEntry(value: number, entryCount: number): number {
  return value <= 0 || value > entryCount ? 0 : value;
}

/** What an entry's bytes say of its key and record. */
export function entryAt(
  file: IndexBytes,
  geometry: IndexGeometry,
  entry: number,
): { readonly hash: number; readonly position: number } {
  const position = entryPosition(geometry, entry);
  const bytes = file.whole ?? file.read(position, INDEX_ENTRY_BYTES);
  const at = file.whole === undefined ? 0 : position;
  return { hash: readInt32(bytes, at), position: readInt64(bytes, at + 4) };
}

/** Entries with the hash, newest first. */
export function* entriesOf(
  file: IndexBytes,
  geometry: IndexGeometry,
  header: IndexHeader,
  hash: number,
): Generator<IndexEntry> {
  const { entryCount } = header;
  if (entryCount <= 1) return;
  const slot = readInt32(file.read(slotPosition(geometry, hash), INDEX_SLOT_BYTES), 0);
  // Each entry names an older one, whatever a damaged file says: the walk ends.
  for (let entry = namedEntry(slot, entryCount), next = 0; entry > 0; entry = next < entry ? next : 0) {
    const position = entryPosition(geometry, entry);
    const bytes = file.whole ?? file.read(position, INDEX_ENTRY_BYTES);
    const at = file.whole === undefined ? 0 : position;
    if (bytes.length < at + INDEX_ENTRY_BYTES) return;
    const seconds = readInt32(bytes, at + 12);
    if (seconds < 0) return;
    next = namedEntry(readInt32(bytes, at + 16), entryCount);
    if (readInt32(bytes, at) === hash) yield { position: readInt64(bytes, at + 4), seconds };
  }
}
