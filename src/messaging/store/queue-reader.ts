// Answers reads of a queue (facts 2.12): which units are in reach, which records they name, and one array with all of them. It
// changes nothing. A read has steps, and others may run between them, as threads of the original do: what is found stays readable.

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
import type { FindBytes, FoundBytes } from './found-bytes.ts';
import type { OffsetBeyondEnd } from './offset-beyond-end.ts';
import type { StoreOptions } from './options.ts';
import type { QueueMap } from './queue-map.ts';
import type { ReadQuery, ReadResult, ReadStatus } from './read-result.ts';

export interface ReadSources {
  readonly log: CommitLog;
  readonly options: StoreOptions;
  readonly findBytes: FindBytes;
  readonly offsetBeyondEnd: OffsetBeyondEnd;
  /** One past the last message that recovery found and did not show, of the queues that have some. */
  readonly unshownEnds: QueueMap<number>;
}

/** All steps at once. @throws DiskError */
export function readQueue(
  sources: ReadSources,
  queue: ConsumeQueue | undefined,
  query: ReadQuery,
): ReadResult {
  const looked = lookInto(sources, queue, query);
  if (looked.kind === 'answered') return looked.result;
  looked.read.find();
  return looked.read.take();
}

export type Look =
  | { readonly kind: 'answered'; readonly result: ReadResult }
  /** There are units: `find` their records, then `take` them. */
  | { readonly kind: 'units'; readonly read: QueueRead };

/** The first step: what the queue has at the offset. @throws DiskError */
export function lookInto(sources: ReadSources, queue: ConsumeQueue | undefined, query: ReadQuery): Look {
  if (isUnshown(sources, queue, query)) return answered('OFFSET_OVERFLOW_ONE', query.offset, queue);
  if (queue === undefined) return answered('NO_MATCHED_LOGIC_QUEUE', 0, undefined);
  const { minOffset, maxOffset } = queue;
  if (maxOffset === 0) return answered('NO_MESSAGE_IN_QUEUE', 0, queue);
  if (query.offset < minOffset) return answered('OFFSET_TOO_SMALL', minOffset, queue);
  if (query.offset === maxOffset) return answered('OFFSET_OVERFLOW_ONE', query.offset, queue);
  if (query.offset > maxOffset)
    return answered('OFFSET_OVERFLOW_BADLY', sources.offsetBeyondEnd(queue), queue);
  const { maxScanBytes } = sources.options;
  const count = Math.max(query.maxCount, Math.floor(maxScanBytes / CONSUME_QUEUE_UNIT_BYTES));
  const units = queue.readUnits(query.offset, count);
  if (units.length > 0) return { kind: 'units', read: new QueueRead(sources, queue, query, units) };
  return answered('OFFSET_FOUND_NULL', queue.nextSegmentOffset(query.offset), queue);
}

/** Whoever has been shown it before waits until it is shown again. */
function isUnshown(
  { unshownEnds }: ReadSources,
  queue: ConsumeQueue | undefined,
  { topic, queueId, offset }: ReadQuery,
): boolean {
  const end = unshownEnds.get(topic, queueId);
  return end !== undefined && offset > (queue?.maxOffset ?? 0) && offset <= end;
}

function answered(status: ReadStatus, nextBeginOffset: number, queue: ConsumeQueue | undefined): Look {
  const result = {
    status,
    nextBeginOffset: queueOffset(nextBeginOffset),
    minOffset: queue?.minOffset ?? queueOffset(0),
    maxOffset: queue?.maxOffset ?? queueOffset(0),
    body: NOTHING,
    count: 0,
    suggestSlave: false,
  };
  return { kind: 'answered', result };
}

const NOTHING = new Uint8Array(0);

/** Records back to back in one segment. */
interface Run {
  readonly bytes: FoundBytes;
  readonly count: number;
}

/** Records of one read. Neighbours in the log are read together, so that the usual pull costs one copy. */
export class QueueRead {
  readonly #sources: ReadSources;
  readonly #log: CommitLog;
  readonly #queue: ConsumeQueue;
  readonly #query: ReadQuery;
  readonly #units: Uint8Array;
  readonly #runs: Run[] = [];
  #runStart = 0;
  #runEnd = 0;
  #runCount = 0;
  #bytes = 0;
  #count = 0;
  #nextOffset: number;
  #lastPosition = 0;
  /** Set after a record that the log no longer holds: units before this position are skipped without a look. */
  #skipBefore = 0;
  #status: ReadStatus = 'NO_MATCHED_MESSAGE';

  constructor(sources: ReadSources, queue: ConsumeQueue, query: ReadQuery, units: Uint8Array) {
    this.#sources = sources;
    this.#log = sources.log;
    this.#queue = queue;
    this.#query = query;
    this.#units = units;
    this.#nextOffset = query.offset;
  }

  /** The second step: finds the records in the log, and holds what it found. */
  find(): void {
    const units = this.#units;
    for (let at = 0; at < units.length && this.#find(at); at += CONSUME_QUEUE_UNIT_BYTES) {
      this.#nextOffset += 1;
    }
    this.#endRun();
  }

  /** The last step: reads what was found, and lets it go. @throws DiskError */
  take(): ReadResult {
    const bodies: Uint8Array[] = [];
    let count = 0;
    try {
      for (const run of this.#runs) {
        const body = run.bytes.read();
        if (body === undefined) continue;
        bodies.push(body);
        count += run.count;
      }
    } finally {
      for (const run of this.#runs) run.bytes.release();
    }
    const isRemoved = this.#status === 'FOUND' && count === 0;
    return {
      status: isRemoved ? 'MESSAGE_WAS_REMOVING' : this.#status,
      nextBeginOffset: queueOffset(this.#nextOffset),
      minOffset: this.#queue.minOffset,
      maxOffset: this.#queue.maxOffset,
      body: bodies.length === 1 ? (bodies[0] as Uint8Array) : concatBytes(bodies),
      count,
      suggestSlave: this.#log.writtenPosition - this.#lastPosition > this.#sources.options.hotLogBytes,
    };
  }

  /** False: the batch is full and the unit stays for the next read. */
  #find(at: number): boolean {
    const position = unitPosition(this.#units, at);
    const size = unitRecordSize(this.#units, at);
    if (this.#isFull(position, size)) return false;
    this.#lastPosition = position;
    if (position < this.#skipBefore) return true;
    const { matches } = this.#query;
    if (matches !== undefined && !matches(unitTagsCode(this.#units, at))) {
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
    this.#runCount += 1;
    return true;
  }

  /** DefaultMessageStore.java `isTheBatchFull`; the first record always fits. */
  #isFull(position: number, size: number): boolean {
    if (this.#count === 0) return false;
    if (this.#count >= this.#query.maxCount) return true;
    const { hotLogBytes, maxReadBytes, maxReadCount, maxColdReadBytes, maxColdReadCount } =
      this.#sources.options;
    const isHot = this.#log.writtenPosition - position <= hotLogBytes;
    if (this.#bytes + size > (isHot ? maxReadBytes : maxColdReadBytes)) return true;
    return this.#count >= (isHot ? maxReadCount : maxColdReadCount);
  }

  #holds(position: number, size: number): boolean {
    const end = this.#log.segmentEnd(position);
    return end !== undefined && position + size <= end && position + size <= this.#log.writtenPosition;
  }

  #endRun(): void {
    if (this.#runCount > 0) {
      const length = this.#runEnd - this.#runStart;
      const bytes = this.#sources.findBytes(this.#log.segments, this.#runStart, length);
      if (bytes !== undefined) this.#runs.push({ bytes, count: this.#runCount });
    }
    this.#runStart = 0;
    this.#runEnd = 0;
    this.#runCount = 0;
  }
}
