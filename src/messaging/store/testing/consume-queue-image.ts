// Consume queues as a judge sees them: all units of a disk image, without a store, a process or an event.

import type { DiskImage } from '../../../environment/disk.ts';
import { imageSegments } from '../commit-log-image.ts';
import {
  CONSUME_QUEUE_UNIT_BYTES,
  type ConsumeQueueUnit,
  isEntry,
  PRE_BLANK_RECORD_SIZE,
  readUnit,
} from '../consume-queue-unit.ts';
import { consumeQueueDirectory, consumeQueuesDirectory, queueIdOfName } from '../store-paths.ts';

export interface ConsumeQueueImage {
  readonly topic: string;
  readonly queueId: number;
  /** Offset of the first of `units`. */
  readonly firstOffset: number;
  /** Dense; undefined where a pre-blank unit fills the place. */
  readonly units: readonly (ConsumeQueueUnit | undefined)[];
}

/** Every queue that has a directory, sorted by path. */
export function readConsumeQueues(image: DiskImage, root = 'store'): readonly ConsumeQueueImage[] {
  const prefix = `${consumeQueuesDirectory(root)}/`;
  const queues = new Map<string, ConsumeQueueImage>();
  for (const path of image.paths()) {
    if (!path.startsWith(prefix)) continue;
    const [topic = '', name = ''] = path.slice(prefix.length).split('/');
    const queueId = queueIdOfName(name);
    const key = `${topic}/${name}`;
    if (queueId !== undefined && !queues.has(key))
      queues.set(key, readConsumeQueue(image, root, { topic, queueId }));
  }
  return [...queues.values()];
}

/** Units up to the first place that holds none. */
export function readConsumeQueue(
  image: DiskImage,
  root: string,
  queue: { readonly topic: string; readonly queueId: number },
): ConsumeQueueImage {
  const segments = imageSegments(image, consumeQueueDirectory(root, queue.topic, queue.queueId));
  const units: (ConsumeQueueUnit | undefined)[] = [];
  for (const segment of segments) {
    if (!readSegment(image, segment, units)) break;
  }
  return { ...queue, firstOffset: (segments[0]?.start ?? 0) / CONSUME_QUEUE_UNIT_BYTES, units };
}

const READ_UNITS = 256;

/** False: the segment ends with a place without a unit. */
function readSegment(
  image: DiskImage,
  segment: { readonly path: string; readonly size: number },
  units: (ConsumeQueueUnit | undefined)[],
): boolean {
  const stride = READ_UNITS * CONSUME_QUEUE_UNIT_BYTES;
  for (let from = 0; from < segment.size; from += stride) {
    const bytes = image.read(segment.path, from, Math.min(stride, segment.size - from));
    if (bytes === undefined) return false;
    for (let at = 0; at + CONSUME_QUEUE_UNIT_BYTES <= bytes.length; at += CONSUME_QUEUE_UNIT_BYTES) {
      if (!isEntry(bytes, at)) return false;
      const unit = readUnit(bytes, at);
      units.push(unit.recordSize === PRE_BLANK_RECORD_SIZE ? undefined : unit);
    }
  }
  return true;
}
