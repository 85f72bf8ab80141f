// One consume queue: for each queue offset where its message lies in the commit log. Derived from the log alone, so anything wrong in
// it may be overwritten by a later dispatch of the same record.

import { assert } from '../../base/assert.ts';
import { type LogPosition, logPosition, type QueueOffset, queueOffset } from '../../base/numbers.ts';
import { PAGE_BYTES } from './commit-log.ts';
import {
  CONSUME_QUEUE_UNIT_BYTES,
  type ConsumeQueueUnit,
  isEntry,
  PRE_BLANK_RECORD_SIZE,
  readUnit,
  unitPosition,
  unitRecordSize,
  writeUnit,
} from './consume-queue-unit.ts';
import type { EmptiedQueueBounds } from './emptied-queue.ts';
import type { SegmentedFile } from './segmented-file.ts';
import { firstUnitFrom } from './unit-search.ts';

const SCAN_UNITS = 1024;
const RECOVERED_SEGMENTS = 3;
const MAX_GAP_UNITS = 300_000;
const MAX_OFFSET = Math.floor(Number.MAX_SAFE_INTEGER / CONSUME_QUEUE_UNIT_BYTES) - MAX_GAP_UNITS;
const PRE_BLANK: ConsumeQueueUnit = {
  position: logPosition(0),
  recordSize: PRE_BLANK_RECORD_SIZE,
  tagsCode: 0,
};

/** Where recovery cuts queues. */
export interface QueueCut {
  /** Of the log. */
  readonly end: LogPosition;
  /** Every record from here to the end was put again. */
  readonly toldFrom: LogPosition;
}

export type UnitPut = 'appended' | 'known' | 'repaired' | 'appended-behind-gap';

export class ConsumeQueue {
  readonly topic: string;
  readonly queueId: number;
  readonly #segments: SegmentedFile;
  readonly #unit = new Uint8Array(CONSUME_QUEUE_UNIT_BYTES);
  #minOffset = 0;
  #maxOffset = 0;
  #maxPosition = 0;
  /** Units before this offset are durable. */
  #flushedOffset = 0;
  /** One past the unit that was put last; undefined before the first since the queue was loaded. */
  #putEnd: number | undefined;
  /** Units were dropped, and that is not durable yet. */
  #isCut = false;

  constructor(topic: string, queueId: number, segments: SegmentedFile) {
    this.topic = topic;
    this.queueId = queueId;
    this.#segments = segments;
  }

  /** First offset whose message the commit log still holds. */
  get minOffset(): QueueOffset {
    return queueOffset(this.#minOffset);
  }

  /** One past the last offset. */
  get maxOffset(): QueueOffset {
    return queueOffset(this.#maxOffset);
  }

  /** End of the last record that has a unit here; 0 without one. */
  get maxPosition(): LogPosition {
    return logPosition(this.#maxPosition);
  }

  get dirtyPages(): number {
    const pages = (offset: number) => Math.floor((offset * CONSUME_QUEUE_UNIT_BYTES) / PAGE_BYTES);
    return pages(this.#maxOffset) - pages(this.#flushedOffset);
  }

  get isDirty(): boolean {
    return this.#isCut || this.#flushedOffset < this.#maxOffset;
  }

  /** Whether the offset is where a healthy queue may go on; a damaged record could name any. */
  isReachable(offset: number): boolean {
    if (offset > MAX_OFFSET) return false;
    return this.#segments.segmentCount === 0 || offset - this.#maxOffset <= MAX_GAP_UNITS;
  }

  /** A promise when a segment has to be made before the unit at the offset can be put. @throws DiskError (rejects) */
  prepare(offset: number): Promise<void> | undefined {
    const position = offset * CONSUME_QUEUE_UNIT_BYTES;
    if (this.#segments.segmentCount > 0 ? position < this.#segments.end : false) return undefined;
    return this.#extendTo(position);
  }

  /** Puts the unit at its offset, whatever was there. `prepare` has made room. @throws DiskError */
  put(offset: number, unit: ConsumeQueueUnit): UnitPut {
    assert(offset >= 0 && unit.recordSize > 0, 'a unit has an offset and a record');
    this.#putEnd = offset + 1;
    if (offset < this.#maxOffset) return this.#putKnown(offset, unit);
    const hasGap = offset > this.#maxOffset && this.#maxOffset > 0;
    if (offset > this.#maxOffset) this.#fillBefore(offset);
    this.#write(offset, unit);
    this.#maxOffset = offset + 1;
    this.#maxPosition = unit.position + unit.recordSize;
    return hasGap ? 'appended-behind-gap' : 'appended';
  }

  /** Up to `count` units back to back from the offset on; fewer at the end of a segment, none outside the queue. @throws DiskError */
  readUnits(offset: number, count: number): Uint8Array {
    const units = Math.max(0, Math.min(count, this.#maxOffset - offset));
    return this.#segments.read(offset * CONSUME_QUEUE_UNIT_BYTES, units * CONSUME_QUEUE_UNIT_BYTES);
  }

  unitAt(offset: number): ConsumeQueueUnit | undefined {
    if (offset < this.#minOffset || offset >= this.#maxOffset) return undefined;
    const bytes = this.readUnits(offset, 1);
    return bytes.length === CONSUME_QUEUE_UNIT_BYTES ? readUnit(bytes, 0) : undefined;
  }

  /** What it holds is not read any more; the next message goes behind it. */
  passOver(): void {
    this.#minOffset = this.#maxOffset;
  }

  /** Offset of the first unit of the segment after the one that holds the offset. */
  nextSegmentOffset(offset: number): QueueOffset {
    const unitsPerSegment = this.#segments.segmentBytes / CONSUME_QUEUE_UNIT_BYTES;
    return queueOffset((Math.floor(offset / unitsPerSegment) + 1) * unitsPerSegment);
  }

  /** Finds the end of the units in the last segments, as ConsumeQueue.java `recover`. @throws DiskError */
  recover(): void {
    const starts = this.#segments.starts();
    const from = starts[Math.max(0, starts.length - RECOVERED_SEGMENTS)];
    if (from === undefined) return;
    const first = from / CONSUME_QUEUE_UNIT_BYTES;
    this.#minOffset = this.#firstOffset;
    this.#maxOffset = this.#segments.end / CONSUME_QUEUE_UNIT_BYTES;
    this.#maxOffset = this.#findFrom(first, (bytes, at) => !isEntry(bytes, at)) ?? this.#maxOffset;
    this.#maxPosition = this.#endOfRecordBefore(this.#maxOffset);
    this.#flushedOffset = this.#maxOffset;
    this.#putEnd = undefined;
  }

  /**
   * Drops units of records behind the end of the log, and whatever lies behind the last unit. Units behind the last one that was put again
   * belong to no record: they are of another life. @throws DiskError
   */
  async truncateFrom(cut: QueueCut, emptiedBounds: EmptiedQueueBounds): Promise<void> {
    const start = this.#firstOffset;
    const position = this.#putEnd === undefined ? Math.min(cut.end, cut.toldFrom) : cut.end;
    let end = this.#putEnd ?? this.#maxOffset;
    while (end > start && !this.#isEntryBefore(end - 1, position)) end -= 1;
    if (end === start && this.#maxOffset > start) end = this.#empty(start, emptiedBounds);
    this.#maxOffset = end;
    this.#maxPosition = this.#endOfRecordBefore(end);
    this.#flushedOffset = Math.min(this.#flushedOffset, end);
    if (this.#segments.segmentCount === 0) return;
    this.#isCut = true;
    await this.#segments.truncate(end * CONSUME_QUEUE_UNIT_BYTES);
  }

  /** Moves the least offset to the first unit whose record is at or after the start of the log; it never goes back. @throws DiskError */
  correctMinOffset(logStart: LogPosition): void {
    const first = Math.max(this.#minOffset, this.#firstOffset);
    if (first >= this.#maxOffset) return;
    const units = { from: first, to: this.#maxOffset, read: this.#unitBytes };
    this.#minOffset = firstUnitFrom(units, logStart);
  }

  /** The log begins later now. Removes segments of which no record is left, but never the last one. Number of them. @throws DiskError */
  async followLog(logStart: LogPosition): Promise<number> {
    let removed = 0;
    while (this.#isFirstSegmentDead(logStart)) {
      this.#segments.condemnOldest(0);
      await this.#segments.removeCondemned(0, 0);
      removed += 1;
    }
    this.correctMinOffset(logStart);
    return removed;
  }

  /** Everything put before the call is durable when it resolves. @throws DiskError */
  async flush(): Promise<void> {
    const target = this.#maxOffset;
    this.#isCut = false;
    await this.#segments.sync();
    this.#flushedOffset = Math.max(this.#flushedOffset, Math.min(target, this.#maxOffset));
  }

  close(): void {
    this.#segments.close();
  }

  async #extendTo(position: number): Promise<void> {
    const { segmentBytes } = this.#segments;
    const wanted = position - (position % segmentBytes);
    do {
      await this.#segments.extend(this.#segments.segmentCount === 0 ? wanted : 0);
    } while (this.#segments.end <= position);
  }

  /** Dispatched before: usual in recovery, where the unit may be torn, stale, or not durable yet. */
  #putKnown(offset: number, unit: ConsumeQueueUnit): UnitPut {
    const at = offset * CONSUME_QUEUE_UNIT_BYTES;
    if (at < this.#segments.start) return 'known';
    const known = readUnit(this.#segments.read(at, CONSUME_QUEUE_UNIT_BYTES), 0);
    this.#flushedOffset = Math.min(this.#flushedOffset, offset);
    const isSame =
      known.position === unit.position &&
      known.recordSize === unit.recordSize &&
      known.tagsCode === unit.tagsCode;
    // Also when it is the same: it may be one that a failed sync left behind (SegmentedFile `writeAgain`).
    this.#write(offset, unit);
    return isSame ? 'known' : 'repaired';
  }

  #write(offset: number, unit: ConsumeQueueUnit): void {
    writeUnit(this.#unit, 0, unit);
    this.#segments.write(offset * CONSUME_QUEUE_UNIT_BYTES, this.#unit);
  }

  /** A queue that does not begin at 0, or has a hole: units that no reader is given keep the offsets dense. */
  #fillBefore(offset: number): void {
    const start = this.#firstOffset;
    if (this.#maxOffset === 0) this.#minOffset = offset;
    for (let blank = Math.max(this.#maxOffset, start); blank < offset; blank += 1)
      this.#write(blank, PRE_BLANK);
  }

  get #firstOffset(): number {
    return this.#segments.start / CONSUME_QUEUE_UNIT_BYTES;
  }

  /** Nothing is left of it. Where the next unit goes. */
  #empty(start: number, emptiedBounds: EmptiedQueueBounds): number {
    const before = { minOffset: queueOffset(this.#minOffset), firstOffset: queueOffset(start) };
    const { minOffset, maxOffset } = emptiedBounds(before);
    this.#minOffset = minOffset;
    return maxOffset;
  }

  /** MappedFileQueue.java `deleteExpiredFileByOffset`. */
  #isFirstSegmentDead(logStart: LogPosition): boolean {
    if (this.#segments.segmentCount < 2) return false;
    const last = this.#firstOffset + this.#segments.segmentBytes / CONSUME_QUEUE_UNIT_BYTES - 1;
    return last < this.#maxOffset && unitPosition(this.#unitBytes(last), 0) < logStart;
  }

  readonly #unitBytes = (offset: number): Uint8Array =>
    this.#segments.read(offset * CONSUME_QUEUE_UNIT_BYTES, CONSUME_QUEUE_UNIT_BYTES);

  #isEntryBefore(offset: number, position: number): boolean {
    const bytes = this.#unitBytes(offset);
    // Of units that were never synced, a power loss may keep any: places without one lie between them.
    const isRecord = isEntry(bytes, 0) && unitRecordSize(bytes, 0) !== PRE_BLANK_RECORD_SIZE;
    return isRecord && unitPosition(bytes, 0) < position;
  }

  #endOfRecordBefore(offset: number): number {
    const first = this.#firstOffset;
    for (let at = offset - 1; at >= first; at -= 1) {
      const unit = readUnit(this.#unitBytes(at), 0);
      if (unit.recordSize !== PRE_BLANK_RECORD_SIZE) return unit.position + unit.recordSize;
    }
    return 0;
  }

  #findFrom(first: number, matches: (bytes: Uint8Array, at: number) => boolean): number | undefined {
    for (let offset = first; offset < this.#maxOffset; ) {
      const bytes = this.readUnits(offset, SCAN_UNITS);
      for (let at = 0; at < bytes.length; at += CONSUME_QUEUE_UNIT_BYTES) {
        if (matches(bytes, at)) return offset + at / CONSUME_QUEUE_UNIT_BYTES;
      }
      offset += bytes.length / CONSUME_QUEUE_UNIT_BYTES;
    }
    return undefined;
  }
}
