// A long file cut into segments of one size, each a file named after its first position: RocketMQ's mapped file queue. Segments get
// their full size when they are created, so that only their content changes later. It knows nothing of what the bytes mean.

import { assert, present } from '../../base/assert.ts';
import type { Disk } from '../../environment/disk.ts';
import { Segment } from './segment.ts';
import { StoreError } from './store-error.ts';
import { segmentName, segmentStart } from './store-paths.ts';
import { syncParents } from './sync-parents.ts';
import { isZero } from './zero-file.ts';

export interface SegmentedFileOptions {
  readonly directory: string;
  readonly segmentBytes: number;
}

const EMPTY = new Uint8Array(0);
const CHUNK_BYTES = 65_536;

export class SegmentedFile {
  readonly segmentBytes: number;
  readonly #disk: Disk;
  readonly #options: SegmentedFileOptions;
  readonly #segments: Segment[] = [];
  #dirty: Segment[] = [];
  /** Resolves when no sync is under way any more, done or failed. */
  #synced: Promise<void> = Promise.resolve();
  /** Taken away from readers to come, and not yet from the disk. */
  #condemned: Segment | undefined;
  /** Changes of names, and how many are durable: made here, or found after a process that may have ended before it had synced them. */
  #nameChanges = 0;
  #durableNameChanges = 0;
  /** The directory itself is a name in another one, and so on up. */
  #isDirectoryDurable = false;
  #extension: Promise<void> | undefined;

  private constructor(disk: Disk, options: SegmentedFileOptions) {
    this.#disk = disk;
    this.#options = options;
    this.segmentBytes = options.segmentBytes;
  }

  static empty(disk: Disk, options: SegmentedFileOptions): SegmentedFile {
    return new SegmentedFile(disk, options);
  }

  /** @throws StoreError when the files are not the segments of one long file, DiskError */
  static async load(disk: Disk, options: SegmentedFileOptions): Promise<SegmentedFile> {
    const loaded = new SegmentedFile(disk, options);
    await loaded.#load();
    return loaded;
  }

  /** Position of the first byte; equal to `end` when there is no segment. */
  get start(): number {
    return this.#segments[0]?.start ?? 0;
  }

  /** One past the last byte that a segment has room for. */
  get end(): number {
    const last = this.#segments.at(-1);
    return last === undefined ? 0 : last.start + this.segmentBytes;
  }

  get segmentCount(): number {
    return this.#segments.length;
  }

  /** Start of each segment, ascending. */
  starts(): readonly number[] {
    return this.#segments.map((segment) => segment.start);
  }

  /** The first that is not condemned. */
  get oldest(): Segment | undefined {
    return this.#segments[0];
  }

  segment(index: number): Segment | undefined {
    return this.#segments[index];
  }

  has(position: number): boolean {
    return position >= this.start && position < this.end;
  }

  /** End of the segment that holds the position; undefined where there is none. */
  segmentEnd(position: number): number | undefined {
    return this.has(position) ? position - (position % this.segmentBytes) + this.segmentBytes : undefined;
  }

  /** A copy of up to `length` bytes; shorter at the end of a segment, empty where there is none. @throws DiskError */
  read(position: number, length: number): Uint8Array {
    const segment = this.#segmentAt(position);
    if (segment === undefined) return EMPTY;
    const offset = position - segment.start;
    return segment.file.read(offset, Math.min(length, this.segmentBytes - offset));
  }

  /** Writes within one existing segment. @throws DiskError */
  write(position: number, bytes: Uint8Array): void {
    const segment = present(this.#segmentAt(position), 'segment for a write');
    assert(position - segment.start + bytes.length <= this.segmentBytes, 'a write stays within its segment');
    this.#soil(segment);
    segment.file.write(position - segment.start, bytes);
  }

  /**
   * Makes the next `sync` cover bytes that an earlier process left unsynced. They are written again as they are: after a sync that failed,
   * pages count as clean although the disk does not have them, and no later sync would write them. @throws DiskError
   */
  writeAgain(from: number, end: number): void {
    for (let at = from; at < end; ) {
      const bytes = this.read(at, Math.min(CHUNK_BYTES, end - at));
      assert(bytes.length > 0, 'what is written again is there');
      this.write(at, bytes);
      at += bytes.length;
    }
  }

  /** Adds the next segment; the first one starts at `firstStart`. Calls at the same time share one extension. @throws DiskError */
  extend(firstStart = 0): Promise<void> {
    this.#extension ??= this.#create(this.#segments.length === 0 ? firstStart : this.end).finally(() => {
      this.#extension = undefined;
    });
    return this.#extension;
  }

  /** Resolves when no extension is under way any more, done or failed. */
  async settle(): Promise<void> {
    await this.#extension?.catch(() => {});
  }

  /** Everything written before the call is durable when it resolves. @throws DiskError; what was to be synced stays dirty */
  sync(): Promise<void> {
    // One after the other: a second caller must not return while what he wrote is still on its way for the first.
    const synced = this.#synced.then(() => this.#sync());
    this.#synced = synced.catch(() => {});
    return synced;
  }

  async #sync(): Promise<void> {
    const dirty = this.#dirty.sort((left, right) => left.start - right.start);
    this.#dirty = [];
    for (const segment of dirty) segment.isDirty = false;
    try {
      for (const segment of dirty) {
        if (segment.isClosed) continue;
        await segment.file.sync();
        segment.isCut = false;
      }
      await this.#syncNames();
      await this.#syncParents();
    } catch (error) {
      for (const segment of dirty) this.#soil(segment);
      throw error;
    }
  }

  /** Removes segments that start there or later, the last one first. @throws DiskError */
  async removeFrom(position: number): Promise<void> {
    while ((this.#segments.at(-1)?.start ?? -1) >= position) await this.#removeLast();
  }

  /** Forgets everything from the position on: later segments are removed, the rest of its own becomes zeros. @throws DiskError */
  async truncate(position: number): Promise<void> {
    await this.removeFrom(position + 1);
    const segment = this.#segmentAt(position);
    if (segment === undefined) return;
    segment.file.truncate(position - segment.start);
    segment.file.truncate(this.segmentBytes);
    this.#soil(segment);
    segment.isCut = true;
  }

  /** Takes the oldest segment away from readers; the last one, and one behind a condemned one, stays. False when it did. */
  condemnOldest(nowUs: number): boolean {
    if (this.#condemned !== undefined || this.#segments.length < 2) return false;
    const oldest = present(this.#segments.shift(), 'oldest segment');
    oldest.condemn(nowUs);
    this.#condemned = oldest;
    return true;
  }

  get hasCondemned(): boolean {
    return this.#condemned !== undefined;
  }

  /**
   * Removes the condemned segment from the disk, durably, so that a power loss leaves no hole; false when a reader holds it and there is
   * patience left. @throws DiskError; then it stays condemned
   */
  async removeCondemned(nowUs: number, patienceUs: number): Promise<boolean> {
    const condemned = this.#condemned;
    if (condemned === undefined) return true;
    if (!condemned.mayGo(nowUs, patienceUs)) return false;
    await this.#remove(condemned);
    this.#condemned = undefined;
    return true;
  }

  close(): void {
    for (const segment of this.#segments) segment.close();
    this.#condemned?.close();
  }

  #soil(segment: Segment): void {
    if (segment.isDirty || segment.isClosed) return;
    segment.isDirty = true;
    this.#dirty.push(segment);
  }

  #segmentAt(position: number): Segment | undefined {
    if (position < this.start) return undefined;
    return this.#segments[Math.floor((position - this.start) / this.segmentBytes)];
  }

  async #create(start: number): Promise<void> {
    const last = this.#segments.at(-1);
    if (last?.isCut === true && !last.isClosed) await last.file.sync();
    const file = await this.#disk.open(`${this.#options.directory}/${segmentName(start)}`, 'create');
    file.truncate(0);
    file.truncate(this.segmentBytes);
    this.#nameChanges += 1;
    // Otherwise a power loss could take this segment and leave the next one.
    await file.sync();
    await this.#syncNames();
    assert(this.#segments.length === 0 || start === this.end, 'segments are added one at a time');
    this.#segments.push(new Segment(start, file));
  }

  /** Durable at once: of several, a power loss must leave no hole, and nothing behind a segment that is cut. */
  async #removeLast(): Promise<void> {
    const last = this.#segments.pop();
    if (last !== undefined) await this.#remove(last);
  }

  async #remove(segment: Segment): Promise<void> {
    segment.close();
    await this.#disk.remove(segment.file.path);
    this.#nameChanges += 1;
    await this.#syncNames();
  }

  /** Not shared between callers: each must wait for a sync that began after its own change. */
  async #syncNames(): Promise<void> {
    const covered = this.#nameChanges;
    if (this.#durableNameChanges >= covered) return;
    await this.#disk.syncDirectory(this.#options.directory);
    this.#durableNameChanges = Math.max(this.#durableNameChanges, covered);
  }

  async #syncParents(): Promise<void> {
    if (this.#isDirectoryDurable || this.#segments.length === 0) return;
    await syncParents(this.#disk, this.#options.directory);
    this.#isDirectoryDurable = true;
  }

  async #load(): Promise<void> {
    const { directory } = this.#options;
    for (const entry of await this.#disk.list(directory)) {
      const start = entry.kind === 'file' ? segmentStart(entry.name) : undefined;
      if (start === undefined) continue;
      if (start % this.segmentBytes !== 0 || (this.#segments.length > 0 && start !== this.end)) {
        throw new StoreError(
          `${directory}/${entry.name}`,
          `no segment of ${this.segmentBytes} bytes starts here`,
        );
      }
      const file = await this.#disk.open(`${directory}/${entry.name}`, 'existing');
      this.#segments.push(new Segment(start, file));
      this.#nameChanges += 1;
    }
    await this.#dropUnfinished();
  }

  /**
   * A crash between the creation and the first use of a segment leaves a short file without content. One with content was being cut by
   * a recovery whose power went before it had its full size again: behind its end nothing counted.
   */
  async #dropUnfinished(): Promise<void> {
    for (let last = this.#segments.at(-1); last !== undefined; last = this.#segments.at(-1)) {
      if (last.file.size() === this.segmentBytes || !isZero(last.file)) break;
      await this.#removeLast();
    }
    const last = this.#segments.at(-1);
    if (last !== undefined && last.file.size() < this.segmentBytes) {
      last.file.truncate(this.segmentBytes);
      this.#soil(last);
    }
    const odd = this.#segments.find((segment) => segment.file.size() !== this.segmentBytes);
    if (odd !== undefined) {
      throw new StoreError(
        odd.file.path,
        `${odd.file.size()} bytes long, but segments have ${this.segmentBytes}`,
      );
    }
  }
}
