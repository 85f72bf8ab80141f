// A commit log as a judge sees it: all records of a disk image, without a store, a process or an event.

import type { LogPosition } from '../../base/numbers.ts';
import type { DiskImage } from '../../environment/disk.ts';
import type { StoredMessage } from '../message/message.ts';
import { decodeRecord } from '../message/record.ts';
import { type CursorStep, type LogBytes, LogCursor } from './log-cursor.ts';
import { commitLogDirectory, segmentStart } from './store-paths.ts';

const NOTHING = new Uint8Array(0);

interface ImageSegment {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/** Bytes of a long file in segments on a disk image. */
class ImageLog implements LogBytes {
  readonly #image: DiskImage;
  readonly #segments: readonly ImageSegment[];

  constructor(image: DiskImage, segments: readonly ImageSegment[]) {
    this.#image = image;
    this.#segments = segments;
  }

  segmentEnd(position: number): number | undefined {
    const segment = this.#segmentAt(position);
    return segment === undefined ? undefined : segment.start + segment.size;
  }

  read(position: number, length: number): Uint8Array {
    const segment = this.#segmentAt(position);
    if (segment === undefined) return NOTHING;
    const offset = position - segment.start;
    return this.#image.read(segment.path, offset, Math.min(length, segment.size - offset)) ?? NOTHING;
  }

  #segmentAt(position: number): ImageSegment | undefined {
    return this.#segments.find(({ start, size }) => position >= start && position < start + size);
  }
}

/** Segments of a directory, ascending. */
export function imageSegments(image: DiskImage, directory: string): readonly ImageSegment[] {
  const prefix = `${directory}/`;
  const segments: ImageSegment[] = [];
  for (const path of image.paths()) {
    if (!path.startsWith(prefix)) continue;
    const start = segmentStart(path.slice(prefix.length));
    const size = image.size(path);
    if (start !== undefined && size !== undefined) segments.push({ path, start, size });
  }
  return segments;
}

export interface CommitLogImage {
  /** All records from the first segment to the first thing that is no record, in the order of the log. */
  readonly messages: readonly StoredMessage[];
  readonly endPosition: LogPosition;
  /** Why the walk ended there. */
  readonly stoppedBy: Exclude<CursorStep, { kind: 'record' | 'blank' }>;
}

/** Body checksums are checked; a record that fails ends the log, as in recovery. */
export function scanCommitLog(image: DiskImage, root = 'store'): CommitLogImage {
  const segments = imageSegments(image, commitLogDirectory(root));
  const cursor = new LogCursor(new ImageLog(image, segments), segments[0]?.start ?? 0, { checkCrc: true });
  const messages: StoredMessage[] = [];
  while (true) {
    const step = cursor.next();
    if (step.kind === 'record') messages.push(decodeRecord(step.bytes, step.start, step.layout));
    else if (step.kind !== 'blank') return { messages, endPosition: cursor.position, stoppedBy: step };
  }
}

/** All messages that the log on the image holds, in the order of the log. */
export function readCommitLog(image: DiskImage, root = 'store'): readonly StoredMessage[] {
  return scanCommitLog(image, root).messages;
}
