// The store folder of a broker that is at work, as its disk shows it: records and entries by their place. Which files there are is looked
// up again only when something is not where it was expected.

import type { DiskImage } from '../environment/disk.ts';
import { CONSUME_QUEUE_UNIT_BYTES, isEntry, readUnit } from '../messaging/store/consume-queue-unit.ts';
import { type FolderLayout, readFolderLayout } from '../messaging/store/folder-layout.ts';
import type { LogBytes } from '../messaging/store/log-cursor.ts';
import { QueueMap } from '../messaging/store/queue-map.ts';
import { SegmentBytes } from '../messaging/store/segment-bytes.ts';
import type { QueueName, UnitEvidence } from '../oracles/store-entry.ts';

export class StoreImage implements LogBytes {
  readonly #image: DiskImage;
  #layout: FolderLayout = { log: [], queues: [] };
  #log: SegmentBytes;
  readonly #queues = new QueueMap<SegmentBytes>();

  constructor(image: DiskImage) {
    this.#image = image;
    this.#log = new SegmentBytes(image, []);
  }

  /** Looks up which files there are. */
  refresh(): void {
    this.#layout = readFolderLayout(this.#image);
    this.#log = new SegmentBytes(this.#image, this.#layout.log);
    this.#queues.clear();
    for (const { topic, queueId, segments } of this.#layout.queues)
      this.#queues.set(topic, queueId, new SegmentBytes(this.#image, segments));
  }

  /** Position of the first byte of the log. */
  get logStart(): number {
    return this.#layout.log[0]?.start ?? 0;
  }

  segmentEnd(position: number): number | undefined {
    const end = this.#log.segmentEnd(position);
    if (end !== undefined) return end;
    this.refresh();
    return this.#log.segmentEnd(position);
  }

  read(position: number, length: number): Uint8Array {
    return this.#log.read(position, length);
  }

  /** Undefined where the queue has no entry. */
  unitAt(queue: QueueName, offset: number): UnitEvidence | undefined {
    const known = this.#unitBytes(queue, offset);
    if (known.length === CONSUME_QUEUE_UNIT_BYTES) return unitOf(known);
    this.refresh();
    return unitOf(this.#unitBytes(queue, offset));
  }

  #unitBytes({ topic, queueId }: QueueName, offset: number): Uint8Array {
    const segments = this.#queues.get(topic, queueId);
    return segments?.read(offset * CONSUME_QUEUE_UNIT_BYTES, CONSUME_QUEUE_UNIT_BYTES) ?? NOTHING;
  }
}

const NOTHING = new Uint8Array(0);

function unitOf(bytes: Uint8Array): UnitEvidence | undefined {
  const isHere = bytes.length === CONSUME_QUEUE_UNIT_BYTES && isEntry(bytes, 0);
  return isHere ? readUnit(bytes, 0) : undefined;
}
