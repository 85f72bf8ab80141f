// The key index as a reader of a folder sees it: its files, and entries that lead nowhere. It reads a disk image in parts; whether the index is
// also complete is key-index-check.ts, which keeps all keys in memory.

import { readInt32 } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import { indexedKeys } from '../message/indexed-keys.ts';
import { readDispatchRecord } from './dispatch-record.ts';
import { readFolderLayout } from './folder-layout.ts';
import { indexFileTime } from './index-file-name.ts';
import {
  entryAt,
  INDEX_ENTRY_BYTES,
  INDEX_HEADER_BYTES,
  INDEX_SLOT_BYTES,
  type IndexBytes,
  type IndexGeometry,
  type IndexHeader,
  indexFileBytes,
  isPlausibleHeader,
  keyHash,
  namedEntry,
  readIndexHeader,
  slotPosition,
} from './index-format.ts';
import type { IndexInconsistency } from './key-index-check.ts';
import { LogCursor } from './log-cursor.ts';
import { DEFAULT_STORE_OPTIONS } from './options.ts';
import { SegmentBytes } from './segment-bytes.ts';
import { indexDirectory } from './store-paths.ts';

export interface IndexFileReport extends IndexHeader {
  readonly path: string;
  readonly sizeBytes: number;
  /** Undefined where it cannot be told: without entries nothing has to fit. */
  readonly geometry: IndexGeometry | undefined;
}

/** Files of other sizes than the default are searched for a geometry that fits; larger ones would take too long. */
const MAX_SEARCHED_BYTES = 16 * 1024 * 1024;
/** Entries that must fit. */
const PROBES = 64;
const WINDOW_BYTES = 4096;

/** In the order of their creation. */
export function reportIndexFiles(image: DiskImage, root: string): readonly IndexFileReport[] {
  const prefix = `${indexDirectory(root)}/`;
  return image
    .paths()
    .filter((path) => path.startsWith(prefix) && indexFileTime(path.slice(prefix.length), 0) !== undefined)
    .filter((path) => (image.size(path) ?? 0) >= INDEX_HEADER_BYTES)
    .map((path) => {
      const bytes = bytesOf(image, path);
      const header = readIndexHeader(bytes);
      const sizeBytes = image.size(path) ?? 0;
      return { path, sizeBytes, ...header, geometry: findGeometry(bytes, header, sizeBytes) };
    });
}

function bytesOf(image: DiskImage, path: string): IndexBytes {
  return { read: (position, length) => image.read(path, position, length) ?? new Uint8Array(0) };
}

function findGeometry(file: IndexBytes, header: IndexHeader, sizeBytes: number): IndexGeometry | undefined {
  const usual = { slots: DEFAULT_STORE_OPTIONS.indexSlots, entries: DEFAULT_STORE_OPTIONS.indexEntries };
  if (sizeBytes === indexFileBytes(usual)) return fits(file, header, usual) ? usual : undefined;
  if (header.entryCount <= 1 || sizeBytes > MAX_SEARCHED_BYTES) return undefined;
  const whole = file.read(0, sizeBytes);
  const inMemory = { read: (at: number, length: number) => whole.subarray(at, at + length) };
  const rest = (sizeBytes - INDEX_HEADER_BYTES) / INDEX_SLOT_BYTES;
  const unitsPerEntry = INDEX_ENTRY_BYTES / INDEX_SLOT_BYTES;
  for (let entries = header.entryCount; entries * unitsPerEntry < rest; entries += 1) {
    const geometry = { slots: rest - entries * unitsPerEntry, entries };
    if (fits(inMemory, header, geometry)) return geometry;
  }
  return undefined;
}

/** The slot of each entry must lead to a chain of that slot which is at least as new. */
function fits(file: IndexBytes, header: IndexHeader, geometry: IndexGeometry): boolean {
  if (!Number.isInteger(geometry.slots) || !isPlausibleHeader(header, geometry)) return false;
  for (let entry = 1; entry < Math.min(header.entryCount, PROBES); entry += 1) {
    const { hash, position } = entryAt(file, geometry, entry);
    if (hash < 0 || position < 0 || (entry === 1 && position !== header.beginPosition)) return false;
    const slot = readInt32(file.read(slotPosition(geometry, hash), INDEX_SLOT_BYTES), 0);
    const newest = namedEntry(slot, header.entryCount);
    if (newest < entry) return false;
    if (entryAt(file, geometry, newest).hash % geometry.slots !== hash % geometry.slots) return false;
  }
  return true;
}

export interface StrayOptions {
  readonly root: string;
  readonly files: readonly IndexFileReport[];
  /** End of the records that count. */
  readonly endPosition: number;
}

/** Entries that no record at their position has a key for; those of records that expired are left in peace. */
export function* strayEntries(image: DiskImage, options: StrayOptions): Generator<IndexInconsistency> {
  const segments = readFolderLayout(image, options.root).log;
  const log = new SegmentBytes(image, segments);
  const startPosition = segments[0]?.start ?? Number.MAX_SAFE_INTEGER;
  for (const { path, geometry, entryCount } of options.files) {
    if (geometry === undefined) continue;
    const file = bytesOf(image, path);
    let known: { readonly position: number; readonly hashes: readonly number[] } | undefined;
    for (let entry = 1; entry < entryCount; entry += 1) {
      const { hash, position } = entryAt(file, geometry, entry);
      if (position < startPosition) continue;
      if (known?.position !== position) {
        known = { position, hashes: position < options.endPosition ? hashesAt(log, position) : [] };
      }
      if (!known.hashes.includes(hash)) {
        yield { kind: 'index-stray', path, entry, position: logPosition(position) };
      }
    }
  }
}

function hashesAt(log: SegmentBytes, position: number): readonly number[] {
  const step = new LogCursor(log, position, { checkCrc: false, windowBytes: WINDOW_BYTES }).next();
  if (step.kind !== 'record') return [];
  const record = readDispatchRecord(step, []);
  return indexedKeys(record).map((key) => keyHash(record.topic, key));
}
