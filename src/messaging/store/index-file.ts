// One key index file at work (IndexFile.java): entries are put at its end and found by their hash. What is put is in the page cache;
// durable it is only after a sync.

import { assert } from '../../base/assert.ts';
import { readInt32, writeInt32, writeInt64 } from '../../base/bytes.ts';
import type { DiskFile } from '../../environment/disk.ts';
import {
  entriesOf,
  entryAt,
  entryPosition,
  INDEX_ENTRY_BYTES,
  INDEX_HEADER_BYTES,
  INDEX_SLOT_BYTES,
  type IndexEntry,
  type IndexGeometry,
  type IndexHeader,
  indexFileBytes,
  isPlausibleHeader,
  namedEntry,
  readIndexHeader,
  secondsSince,
  slotPosition,
  writeIndexHeader,
} from './index-format.ts';

type MutableHeader = { -readonly [Name in keyof IndexHeader]: IndexHeader[Name] };

const INHERITED_BYTES = 32;

export class IndexFile {
  readonly #file: DiskFile;
  readonly #geometry: IndexGeometry;
  readonly #header: MutableHeader;
  readonly #headerBytes = new Uint8Array(INDEX_HEADER_BYTES);
  readonly #entry = new Uint8Array(INDEX_ENTRY_BYTES);
  readonly #slot = new Uint8Array(INDEX_SLOT_BYTES);
  #isHeaderStale = false;
  #isDirty: boolean;

  private constructor(file: DiskFile, geometry: IndexGeometry, header: IndexHeader) {
    this.#file = file;
    this.#geometry = geometry;
    this.#header = { ...header };
    this.#isDirty = false;
  }

  /** A file that exists; undefined when it is not one of this geometry. @throws DiskError */
  static load(file: DiskFile, geometry: IndexGeometry): IndexFile | undefined {
    if (file.size() !== indexFileBytes(geometry)) return undefined;
    const header = readIndexHeader(file);
    return isPlausibleHeader(header, geometry) ? new IndexFile(file, geometry, header) : undefined;
  }

  /** An empty file of full size goes on where the one before ended. @throws DiskError */
  static begin(file: DiskFile, geometry: IndexGeometry, before: IndexHeader | undefined): IndexFile {
    const { endMs, endPosition } = before ?? { endMs: 0, endPosition: 0 };
    const begun = new IndexFile(file, geometry, {
      beginMs: endMs,
      endMs,
      beginPosition: endPosition,
      endPosition,
      usedSlots: 0,
      entryCount: 1,
    });
    begun.#isDirty = true;
    // The original leaves both counts at 0 until the first entry or flush.
    writeIndexHeader(begun.#headerBytes, begun.#header);
    file.write(0, begun.#headerBytes.subarray(0, INHERITED_BYTES));
    return begun;
  }

  get path(): string {
    return this.#file.path;
  }

  get header(): IndexHeader {
    return this.#header;
  }

  get isFull(): boolean {
    return this.#header.entryCount >= this.#geometry.entries;
  }

  /** Entries that still fit. */
  get room(): number {
    return this.#geometry.entries - this.#header.entryCount;
  }

  /** Whether there is anything that no sync has made durable. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Adds an entry; `finishRecord` must follow. @throws DiskError; then nothing counts as added */
  put(hash: number, position: number, storeTimestampMs: number): void {
    assert(!this.isFull, 'an entry has room');
    const header = this.#header;
    const slotAt = slotPosition(this.#geometry, hash);
    const before = namedEntry(readInt32(this.#file.read(slotAt, INDEX_SLOT_BYTES), 0), header.entryCount);
    writeInt32(this.#entry, 0, hash);
    writeInt64(this.#entry, 4, position);
    writeInt32(this.#entry, 12, secondsSince(header.beginMs, storeTimestampMs));
    writeInt32(this.#entry, 16, before);
    writeInt32(this.#slot, 0, header.entryCount);
    this.#isDirty = true;
    this.#file.write(entryPosition(this.#geometry, header.entryCount), this.#entry);
    this.#file.write(slotAt, this.#slot);
    if (header.entryCount <= 1) {
      header.beginPosition = position;
      header.beginMs = storeTimestampMs;
    }
    if (before === 0) header.usedSlots += 1;
    header.entryCount += 1;
    header.endPosition = position;
    header.endMs = storeTimestampMs;
    this.#isHeaderStale = true;
  }

  /** Brings the header in the file up to the entries. @throws DiskError */
  finishRecord(): void {
    if (!this.#isHeaderStale) return;
    writeIndexHeader(this.#headerBytes, this.#header);
    this.#file.write(0, this.#headerBytes);
    this.#isHeaderStale = false;
  }

  /** Entries at the end that name the position: keys of its record that are in already. @throws DiskError */
  entriesAtEnd(position: number): number {
    let count = 0;
    for (let entry = this.#header.entryCount - 1; entry > 0; entry -= 1) {
      if (entryAt(this.#file, this.#geometry, entry).position !== position) break;
      count += 1;
    }
    return count;
  }

  /** Entries with the hash, newest first. @throws DiskError */
  entries(hash: number): Generator<IndexEntry> {
    return entriesOf(this.#file, this.#geometry, this.#header, hash);
  }

  /** Everything put before the call is durable when it resolves. @throws DiskError */
  async sync(): Promise<void> {
    this.#isHeaderStale = true;
    this.finishRecord();
    this.#isDirty = false;
    try {
      await this.#file.sync();
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }
}
