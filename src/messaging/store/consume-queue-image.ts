// Consume queues as a judge sees them: the units of a disk image, without a store, a process or an event.

import type { DiskImage } from '../../environment/disk.ts';
import {
  CONSUME_QUEUE_UNIT_BYTES,
  type ConsumeQueueUnit,
  isEntry,
  PRE_BLANK_RECORD_SIZE,
  readUnit,
} from './consume-queue-unit.ts';
import { type QueueFolder, readFolderLayout } from './folder-layout.ts';
import { SegmentBytes } from './segment-bytes.ts';

export interface ConsumeQueueImage {
  readonly topic: string;
  readonly queueId: number;
  /** Offset of the first of `units`. */
  readonly firstOffset: number;
  /** Dense; undefined where a pre-blank unit fills the place. */
  readonly units: readonly (ConsumeQueueUnit | undefined)[];
}

/** Every queue that has a segment, with all its units up to the first place that holds none. */
export function readConsumeQueues(image: DiskImage, root = 'store'): readonly ConsumeQueueImage[] {
  return readFolderLayout(image, root).queues.map((queue) => {
    const bytes = new UnitReader(image, queue);
    const units: (ConsumeQueueUnit | undefined)[] = [];
    for (let offset = bytes.firstOffset; ; offset += 1) {
      const unit = bytes.unitAt(offset);
      if (unit === undefined) break;
      units.push(isPreBlank(unit) ? undefined : unit);
    }
    return { topic: queue.topic, queueId: queue.queueId, firstOffset: bytes.firstOffset, units };
  });
}

/** Fills the space before a queue's first entry. */
export function isPreBlank(unit: ConsumeQueueUnit): boolean {
  return unit.recordSize === PRE_BLANK_RECORD_SIZE && unit.position === 0;
}

const WINDOW_UNITS = 128;

/** Units of one queue by offset. A file that grows or changes behind the window is seen; one that comes later is not. */
export class UnitReader {
  readonly firstOffset: number;
  readonly #segments: SegmentBytes;
  #window = new Uint8Array(0);
  #windowOffset = 0;

  constructor(image: DiskImage, queue: QueueFolder) {
    this.#segments = new SegmentBytes(image, queue.segments);
    this.firstOffset = (queue.segments[0]?.start ?? 0) / CONSUME_QUEUE_UNIT_BYTES;
  }

  /** The first offset from `offset` on that holds no unit. */
  endOffset(offset: number): number {
    let end = offset;
    while (this.unitAt(end) !== undefined) end += 1;
    return end;
  }

  /** Undefined where no unit is. */
  unitAt(offset: number): ConsumeQueueUnit | undefined {
    const known = (offset - this.#windowOffset) * CONSUME_QUEUE_UNIT_BYTES;
    if (known >= 0 && known + CONSUME_QUEUE_UNIT_BYTES <= this.#window.length) {
      if (isEntry(this.#window, known)) return readUnit(this.#window, known);
    }
    this.#windowOffset = offset;
    this.#window = this.#segments.read(
      offset * CONSUME_QUEUE_UNIT_BYTES,
      WINDOW_UNITS * CONSUME_QUEUE_UNIT_BYTES,
    ) as Uint8Array<ArrayBuffer>;
    const isHere = this.#window.length >= CONSUME_QUEUE_UNIT_BYTES && isEntry(this.#window, 0);
    return isHere ? readUnit(this.#window, 0) : undefined;
  }
}
