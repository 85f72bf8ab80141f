// The commit log: all messages of a broker back to back. Appending is synchronous, as under RocketMQ's append lock; only a missing
// segment makes it wait. It knows positions and bytes, not queues or flush policies.

import { assert } from '../../base/assert.ts';
import { type LogPosition, logPosition } from '../../base/numbers.ts';
import { encodeBlankHead } from '../message/record.ts';
import { type AppendPlan, planAppend } from './append-plan.ts';
import type { SegmentRow } from './found-bytes.ts';
import type { LogBytes } from './log-cursor.ts';
import type { SegmentedFile } from './segmented-file.ts';

export const PAGE_BYTES = 4096;

export type AppendRoom =
  | { readonly kind: 'ready'; readonly start: LogPosition; readonly plan: AppendPlan }
  /** `extend` first, then ask again. */
  | { readonly kind: 'needs-segment' }
  | { readonly kind: 'too-large' };

export interface OldestSegment {
  readonly startPosition: LogPosition;
  readonly endPosition: LogPosition;
  readonly modifiedMs: number;
}

export class CommitLog implements LogBytes {
  readonly #segments: SegmentedFile;
  #writtenPosition: LogPosition;
  #flushedPosition: LogPosition;
  #writtenTimestampMs = 0;
  #flushedTimestampMs = 0;

  /** `end` is where recovery found the log to end. */
  constructor(segments: SegmentedFile, end: LogPosition) {
    assert(
      segments.segmentCount === 0 || (end >= segments.start && end <= segments.end),
      'the end is in the log',
    );
    this.#segments = segments;
    this.#writtenPosition = end;
    this.#flushedPosition = end;
  }

  /** Position of the first byte that is kept. */
  get startPosition(): LogPosition {
    return logPosition(this.#segments.start);
  }

  get writtenPosition(): LogPosition {
    return this.#writtenPosition;
  }

  get flushedPosition(): LogPosition {
    return this.#flushedPosition;
  }

  /** Store timestamp of the last record that is known to be durable; 0 before the first flush. */
  get flushedTimestampMs(): number {
    return this.#flushedTimestampMs;
  }

  get isDirty(): boolean {
    return this.#flushedPosition < this.#writtenPosition;
  }

  /** As MappedFile.java `isAbleToFlush` counts; a segment that was left behind counts as full. */
  get dirtyPages(): number {
    return Math.floor(this.#writtenPosition / PAGE_BYTES) - Math.floor(this.#flushedPosition / PAGE_BYTES);
  }

  /** Where `size` bytes would go now. */
  room(size: number): AppendRoom {
    const plan = planAppend(this.#writtenPosition, this.#segments.segmentBytes, size);
    if (plan.kind === 'too-large') return plan;
    if (!this.#segments.has(plan.start)) return { kind: 'needs-segment' };
    return { kind: 'ready', start: logPosition(plan.start), plan };
  }

  /** Writes the bytes for which `room` was ready in the same synchronous stretch. @throws DiskError; then nothing counts as appended */
  append(room: AppendRoom, bytes: Uint8Array, storeTimestampMs: number): void {
    assert(room.kind === 'ready' && room.plan.kind !== 'too-large', 'an append has room');
    const { plan } = room;
    if (plan.kind === 'rolls') {
      assert(plan.blankAt === this.#writtenPosition, 'nothing was appended since the room was looked for');
      this.#segments.write(plan.blankAt, encodeBlankHead(plan.blankBytes));
    } else {
      assert(plan.start === this.#writtenPosition, 'nothing was appended since the room was looked for');
    }
    this.#segments.write(plan.start, bytes);
    this.#writtenPosition = logPosition(plan.start + bytes.length);
    this.#writtenTimestampMs = storeTimestampMs;
  }

  /** Adds a segment. Calls at the same time share one. @throws DiskError */
  extend(): Promise<void> {
    return this.#segments.extend(this.#segmentStart(this.#writtenPosition));
  }

  /**
   * Bytes of another log that go here, as they are. An empty log begins wherever the other one is read from. They must not cross the end of a
   * segment.
   */
  foreignRoom(position: LogPosition, size: number): 'ready' | 'needs-segment' | 'no-room' {
    const isEmpty = this.#writtenPosition === 0;
    const left = this.#segments.segmentBytes - (position % this.#segments.segmentBytes);
    if ((!isEmpty && position !== this.#writtenPosition) || size > left) return 'no-room';
    if (this.#beginsElsewhere(position)) return 'needs-segment';
    if (this.#segments.has(position)) return 'ready';
    return this.#segments.segmentCount === 0 || position === this.#segments.end ? 'needs-segment' : 'no-room';
  }

  /** For a position that needs a segment. @throws DiskError */
  async extendAt(position: LogPosition): Promise<void> {
    if (this.#beginsElsewhere(position)) {
      await this.#segments.settle();
      await this.#segments.removeFrom(0);
    }
    await this.#segments.extend(this.#segmentStart(position));
  }

  /** A power loss has left segments without content, and the other log is read from further on by now: they would be a hole. */
  #beginsElsewhere(position: LogPosition): boolean {
    const { segmentCount, start } = this.#segments;
    return this.#writtenPosition === 0 && segmentCount > 0 && this.#segmentStart(position) !== start;
  }

  /** Writes bytes for which there was room in the same synchronous stretch. @throws DiskError; then nothing counts as appended */
  appendForeign(position: LogPosition, bytes: Uint8Array): void {
    assert(this.foreignRoom(position, bytes.length) === 'ready', 'foreign bytes have room');
    // Nothing was ever written before it.
    if (this.#writtenPosition === 0) this.#flushedPosition = position;
    this.#segments.write(position, bytes);
    this.#writtenPosition = logPosition(position + bytes.length);
  }

  /** A record with that time is in the log, which bytes of another log do not say of themselves. */
  noteTimestamp(storeTimestampMs: number): void {
    this.#writtenTimestampMs = storeTimestampMs;
  }

  #segmentStart(position: LogPosition): number {
    return position - (position % this.#segments.segmentBytes);
  }

  /** A copy of what is written from here on within the segment; empty where nothing is. @throws DiskError */
  written(position: LogPosition, maximumBytes: number): Uint8Array {
    const end = Math.min(this.#segments.segmentEnd(position) ?? position, this.#writtenPosition);
    return this.#segments.read(position, Math.max(0, Math.min(maximumBytes, end - position)));
  }

  /** Resolves when no extension is under way any more, done or failed. */
  settle(): Promise<void> {
    return this.#segments.settle();
  }

  /** Whether the next segment should be made now, so that nobody has to wait for it: the last one is half full. */
  get wantsSpare(): boolean {
    return this.#segments.end - this.#writtenPosition < this.#segments.segmentBytes / 2;
  }

  /** Everything appended before the call is durable when it resolves. @throws DiskError */
  async flush(): Promise<void> {
    const target = this.#writtenPosition;
    const timestampMs = this.#writtenTimestampMs;
    await this.#segments.sync();
    if (target <= this.#flushedPosition) return;
    this.#flushedPosition = target;
    this.#flushedTimestampMs = timestampMs;
  }

  /** Its segments, for a look-up. */
  get segments(): SegmentRow {
    return this.#segments;
  }

  /** The oldest segment with what retention asks of it; undefined when it is the last that holds anything. @throws DiskError */
  get oldest(): OldestSegment | undefined {
    const { oldest, segmentBytes } = this.#segments;
    if (oldest === undefined || oldest.start + segmentBytes >= this.#writtenPosition) return undefined;
    return {
      startPosition: logPosition(oldest.start),
      endPosition: logPosition(oldest.start + segmentBytes),
      modifiedMs: oldest.file.modifiedMs(),
    };
  }

  /** Takes the oldest segment away from readers to come; false when it must stay, or an earlier one has not gone. */
  condemnOldest(nowUs: number): boolean {
    return this.oldest !== undefined && this.#segments.condemnOldest(nowUs);
  }

  get hasCondemned(): boolean {
    return this.#segments.hasCondemned;
  }

  /** False when a reader holds what was condemned. @throws DiskError */
  removeCondemned(nowUs: number, patienceUs: number): Promise<boolean> {
    return this.#segments.removeCondemned(nowUs, patienceUs);
  }

  segmentEnd(position: number): number | undefined {
    return this.#segments.segmentEnd(position);
  }

  read(position: number, length: number): Uint8Array {
    return this.#segments.read(position, length);
  }

  close(): void {
    this.#segments.close();
  }
}
