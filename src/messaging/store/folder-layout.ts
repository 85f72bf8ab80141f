// Which files of a disk image make up a store folder: one pass over the names, no content.

import type { DiskImage } from '../../environment/disk.ts';
import { QueueMap } from './queue-map.ts';
import { commitLogDirectory, consumeQueuesDirectory, queueIdOfName, segmentStart } from './store-paths.ts';

export interface ImageSegment {
  readonly path: string;
  /** Position of its first byte in the long file that the segments make up; its name says so. */
  readonly start: number;
  readonly size: number;
}

export interface QueueFolder {
  readonly topic: string;
  readonly queueId: number;
  readonly segments: readonly ImageSegment[];
}

export interface FolderLayout {
  /** Of the commit log, ascending. */
  readonly log: readonly ImageSegment[];
  /** Every queue that has a segment, sorted by path. */
  readonly queues: readonly QueueFolder[];
}

export function readFolderLayout(image: DiskImage, root = 'store'): FolderLayout {
  const logPrefix = `${commitLogDirectory(root)}/`;
  const queuesPrefix = `${consumeQueuesDirectory(root)}/`;
  const log: ImageSegment[] = [];
  const queues = new QueueMap<QueueFolder & { segments: ImageSegment[] }>();
  for (const path of image.paths()) {
    if (path.startsWith(logPrefix)) {
      const segment = segmentOf(image, path, path.slice(logPrefix.length));
      if (segment !== undefined) log.push(segment);
    } else if (path.startsWith(queuesPrefix)) {
      const [topic = '', idName = '', name = ''] = path.slice(queuesPrefix.length).split('/');
      const queueId = queueIdOfName(idName);
      const segment = segmentOf(image, path, name);
      if (queueId === undefined || segment === undefined) continue;
      const known = queues.get(topic, queueId);
      if (known === undefined) queues.set(topic, queueId, { topic, queueId, segments: [segment] });
      else known.segments.push(segment);
    }
  }
  return { log, queues: [...queues.values()] };
}

function segmentOf(image: DiskImage, path: string, name: string): ImageSegment | undefined {
  const start = segmentStart(name);
  const size = image.size(path);
  return start === undefined || size === undefined ? undefined : { path, start, size };
}
