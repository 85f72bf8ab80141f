// Whether the key index of a store folder is complete and exact: every key of every record leads to it, and every entry stands for a key of
// the record that it leads to, which no other entry stands for (facts 9.2, INDEX-COMPLETE). It works on a disk image of a folder at rest and keeps all its keys in memory.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import { indexedKeys } from '../message/indexed-keys.ts';
import { type DispatchRecord, readDispatchRecord } from './dispatch-record.ts';
import { readFolderLayout } from './folder-layout.ts';
import { indexFileTime } from './index-file-name.ts';
import {
  entriesOf,
  entryAt,
  type IndexBytes,
  type IndexGeometry,
  type IndexHeader,
  indexFileBytes,
  isPlausibleHeader,
  keyHash,
  readIndexHeader,
} from './index-format.ts';
import { LogCursor } from './log-cursor.ts';
import { SegmentBytes } from './segment-bytes.ts';
import { indexDirectory } from './store-paths.ts';

export interface IndexCheckOptions {
  readonly root?: string;
  readonly geometry: IndexGeometry;
  /** Records from here on need no entries yet. */
  readonly dispatchedUpTo: LogPosition;
}

export type IndexInconsistency =
  /** Not of the geometry's size, or without a header. */
  | { readonly kind: 'index-file'; readonly path: string; readonly reason: string }
  /** No chain leads from the key to the record. */
  | {
      readonly kind: 'index-missing';
      readonly topic: string;
      readonly key: string;
      readonly position: LogPosition;
    }
  /** The entry's hash is of no key of a record at its position, or more entries have it than keys. */
  | {
      readonly kind: 'index-stray' | 'index-repeated';
      readonly path: string;
      readonly entry: number;
      readonly position: LogPosition;
    };

export function describeIndexInconsistency(found: IndexInconsistency): string {
  switch (found.kind) {
    case 'index-file':
      return `${found.path} is no index file: ${found.reason}`;
    case 'index-missing':
      return `no index entry leads from key ${found.key} of topic ${found.topic} to its record at ${found.position}`;
    case 'index-repeated':
      return `entry ${found.entry} of ${found.path} leads to ${found.position} once more than the record has keys of its hash`;
    case 'index-stray':
      return `entry ${found.entry} of ${found.path} leads to ${found.position}, where no record has a key of its hash`;
  }
}

interface ImageFile {
  readonly path: string;
  readonly bytes: IndexBytes;
  readonly header: IndexHeader;
}

export function* checkKeyIndex(image: DiskImage, options: IndexCheckOptions): Generator<IndexInconsistency> {
  const { root = 'store', geometry } = options;
  const files: ImageFile[] = [];
  for (const path of indexPaths(image, root)) {
    const file = readFile(image, path, geometry);
    if (typeof file === 'string') yield { kind: 'index-file', path, reason: file };
    else files.push(file);
  }
  const index = new ImageIndex(files, geometry);
  const hashesAt = new Map<number, number[]>();
  const log = readFolderLayout(image, root).log;
  for (const record of recordsOf(image, root, options.dispatchedUpTo)) {
    const keys = indexedKeys(record);
    const hashes = keys.map((key) => keyHash(record.topic, key));
    hashesAt.set(record.position, hashes);
    for (const [place, key] of keys.entries()) {
      if (index.has(hashes[place] as number, record.position)) continue;
      yield { kind: 'index-missing', topic: record.topic, key, position: record.position };
    }
  }
  const start = log[0]?.start ?? Number.MAX_SAFE_INTEGER;
  yield* surplus(files, geometry, (position, hash) => {
    return position < start ? 'accounted' : accountFor(hashesAt.get(position), hash);
  });
}

/** The index files of a folder, in the order of their creation. */
function indexPaths(image: DiskImage, root: string): readonly string[] {
  const prefix = `${indexDirectory(root)}/`;
  return image
    .paths()
    .filter((path) => path.startsWith(prefix) && indexFileTime(path.slice(prefix.length), 0) !== undefined);
}

function readFile(image: DiskImage, path: string, geometry: IndexGeometry): ImageFile | string {
  const size = image.size(path);
  if (size !== indexFileBytes(geometry)) return `it has ${size} bytes instead of ${indexFileBytes(geometry)}`;
  const bytes = bytesOf(image, path, size);
  const header = readIndexHeader(bytes);
  return isPlausibleHeader(header, geometry) ? { path, bytes, header } : 'its header cannot be one';
}

/** As large as a file of half a million entries. */
const SMALL_FILE_BYTES = 16 * 1024 * 1024;
const NOTHING = new Uint8Array(0);
const NOWHERE = -1;

/** What is small is read once. */
function bytesOf(image: DiskImage, path: string, size: number): IndexBytes {
  if (size > SMALL_FILE_BYTES) {
    return { read: (position, length) => image.read(path, position, length) ?? NOTHING };
  }
  const bytes = image.read(path, 0, size) ?? NOTHING;
  return { whole: bytes, read: (position, length) => bytes.subarray(position, position + length) };
}

function* recordsOf(image: DiskImage, root: string, limit: LogPosition): Generator<DispatchRecord> {
  const segments = readFolderLayout(image, root).log;
  const start = segments[0]?.start ?? 0;
  const cursor = new LogCursor(new SegmentBytes(image, segments), start, { checkCrc: false, limit });
  for (let step = cursor.next(); step.kind === 'record' || step.kind === 'blank'; step = cursor.next()) {
    if (step.kind === 'record') yield readDispatchRecord(step, []);
  }
}

/** What a query without limits would come upon, each hash looked for once. */
class ImageIndex {
  readonly #files: readonly ImageFile[];
  readonly #geometry: IndexGeometry;
  /** By hash; of most keys there is one record. */
  readonly #positions = new Map<number, number | Set<number>>();

  constructor(files: readonly ImageFile[], geometry: IndexGeometry) {
    this.#files = files;
    this.#geometry = geometry;
  }

  has(hash: number, position: number): boolean {
    let known = this.#positions.get(hash);
    if (known === undefined) {
      known = this.#find(hash);
      this.#positions.set(hash, known);
    }
    return typeof known === 'number' ? known === position : known.has(position);
  }

  #find(hash: number): number | Set<number> {
    let first: number | undefined;
    let found: Set<number> | undefined;
    for (const { bytes, header } of this.#files) {
      for (const { position } of entriesOf(bytes, this.#geometry, header, hash)) {
        if (first === undefined) first = position;
        else found = (found ?? new Set([first])).add(position);
      }
    }
    return found ?? first ?? NOWHERE;
  }
}

/** Takes the hash off those that no entry stands for yet: what is taken leaves its negative. */
function accountFor(
  hashes: number[] | undefined,
  hash: number,
): 'accounted' | 'index-stray' | 'index-repeated' {
  const place = hashes?.indexOf(hash) ?? -1;
  if (hashes === undefined || (place < 0 && !hashes.includes(-1 - hash))) return 'index-stray';
  if (place < 0) return 'index-repeated';
  hashes[place] = -1 - hash;
  return 'accounted';
}

function* surplus(
  files: readonly ImageFile[],
  geometry: IndexGeometry,
  account: (position: number, hash: number) => ReturnType<typeof accountFor>,
): Generator<IndexInconsistency> {
  for (const { path, bytes, header } of files) {
    for (let entry = 1; entry < header.entryCount; entry += 1) {
      const { hash, position } = entryAt(bytes, geometry, entry);
      const kind = account(position, hash);
      if (kind !== 'accounted') yield { kind, path, entry, position: logPosition(position) };
    }
  }
}
