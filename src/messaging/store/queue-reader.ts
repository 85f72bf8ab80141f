// Answers reads of a queue (facts 2.12): which units are in reach, which records they name, and one array with all of them. It
// changes nothing.

import { concatBytes } from '../../base/bytes.ts';
import { queueOffset } from '../../base/numbers.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import {
  CONSUME_QUEUE_UNIT_BYTES,
  unitPosition,
  unitRecordSize,
  unitTagsCode,
} from './consume-queue-unit.ts';
import type { StoreOptions } from './options.ts';
import type { ReadQuery, ReadResult, ReadStatus } from './read-result.ts';

const NOTHING = new Uint8Array(0);

export function readQueue(
  log: CommitLog,
  queue: ConsumeQueue | undefined,
  query: ReadQuery,
  options: StoreOptions,
): ReadResult {
  if (queue === undefined) return nothing('NO_MATCHED_LOGIC_QUEUE', 0, undefined);
  const { minOffset, maxOffset } = queue;
  if (maxOffset === 0) return nothing('NO_MESSAGE_IN_QUEUE', 0, queue);
  if (query.offset < minOffset) return nothing('OFFSET_TOO_SMALL', minOffset, queue);
  if (query.offset === maxOffset) return nothing('OFFSET_OVERFLOW_ONE', query.offset, queue);
  if (query.offset > maxOffset) return nothing('OFFSET_OVERFLOW_BADLY', maxOffset, queue);
  return new Gathering(log, queue, query, options).result();
}

function nothing(status: ReadStatus, nextBeginOffset: number, queue: ConsumeQueue | undefined): ReadResult {
  return {
    status,
    nextBeginOffset: queueOffset(nextBeginOffset),
    minOffset: queue?.minOffset ?? queueOffset(0),
    maxOffset: queue?.maxOffset ?? queueOffset(0),
    body: NOTHING,
    count: 0,
    suggestSlave: false,
  };
}

/** Records of one read. Neighbours in the log are read together, so that the usual pull costs one copy. */
class Gathering {
  readonly #log: CommitLog;
  readonly #queue: ConsumeQueue;
  readonly #query: ReadQuery;
  readonly #options: StoreOptions;
  readonly #parts: Uint8Array[] = [];
  #runStart = 0;
  #runEnd = 0;
  #bytes = 0;
  #count = 0;
  #nextOffset: number;
  #lastPosition = 0;
  /** Set after a record that the log no longer holds: units before this position are skipped without a look. */
  #skipBefore = 0;
  #status: ReadStatus = 'NO_MATCHED_MESSAGE';

  constructor(log: CommitLog, queue: ConsumeQueue, query: ReadQuery, options: StoreOptions) {
    this.#log = log;
    this.#queue = queue;
    this.#query = query;
    this.#options = options;
    this.#nextOffset = query.offset;
  }

  result(): ReadResult {
    const { maxScanBytes, hotLogBytes } = this.#options;
    const units = Math.max(this.#query.maxCount, Math.floor(maxScanBytes / CONSUME_QUEUE_UNIT_BYTES));
    const bytes = this.#queue.readUnits(this.#query.offset, units);
    if (bytes.length === 0) {
      return nothing('OFFSET_FOUND_NULL', this.#queue.nextSegmentOffset(this.#query.offset), this.#queue);
    }
    for (let at = 0; at < bytes.length && this.#take(bytes, at); at += CONSUME_QUEUE_UNIT_BYTES) {
      this.#nextOffset += 1;
    }
    this.#endRun();
    return {
      status: this.#status,
      nextBeginOffset: queueOffset(this.#nextOffset),
      minOffset: this.#queue.minOffset,
      maxOffset: this.#queue.maxOffset,
      body: this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : concatBytes(this.#parts),
      count: this.#count,
      suggestSlave: this.#log.writtenPosition - this.#lastPosition > hotLogBytes,
    };
  }

  /** False: the batch is full and the unit stays for the next read. */
  #take(bytes: Uint8Array, at: number): boolean {
    const position = unitPosition(bytes, at);
    const size = unitRecordSize(bytes, at);
    if (this.#isFull(position, size)) return false;
    this.#lastPosition = position;
    if (position < this.#skipBefore) return true;
    const { matches } = this.#query;
    if (matches !== undefined && !matches(unitTagsCode(bytes, at))) {
      if (this.#count === 0) this.#status = 'NO_MATCHED_MESSAGE';
      return true;
    }
    if (!this.#holds(position, size)) {
      if (this.#count === 0) this.#status = 'MESSAGE_WAS_REMOVING';
      this.#skipBefore = this.#log.segmentEnd(position) ?? this.#log.startPosition;
      return true;
    }
    this.#skipBefore = 0;
    this.#status = 'FOUND';
    this.#count += 1;
    this.#bytes += size;
    if (position !== this.#runEnd) {
      this.#endRun();
      this.#runStart = position;
    }
    this.#runEnd = position + size;
    return true;
  }

  /** DefaultMessageStore.java `isTheBatchFull`; the first record always fits. */
  #isFull(position: number, size: number): boolean {
    if (this.#count === 0) return false;
    if (this.#count >= this.#query.maxCount) return true;
    const { hotLogBytes, maxReadBytes, maxReadCount, maxColdReadBytes, maxColdReadCount } = this.#options;
    const isHot = this.#log.writtenPosition - position <= hotLogBytes;
    if (this.#bytes + size > (isHot ? maxReadBytes : maxColdReadBytes)) return true;
    return this.#count >= (isHot ? maxReadCount : maxColdReadCount);
  }

  #holds(position: number, size: number): boolean {
    const end = this.#log.segmentEnd(position);
    return end !== undefined && position + size <= end && position + size <= this.#log.writtenPosition;
  }

  #endRun(): void {
    if (this.#runEnd > this.#runStart)
      this.#parts.push(this.#log.read(this.#runStart, this.#runEnd - this.#runStart));
    this.#runStart = 0;
    this.#runEnd = 0;
  }
}
