// The bytes of a long file that lies in segments on a disk image: of the commit log, or of one consume queue.

import type { DiskImage } from '../../environment/disk.ts';
import type { ImageSegment } from './folder-layout.ts';
import type { LogBytes } from './log-cursor.ts';

const NOTHING = new Uint8Array(0);

export class SegmentBytes implements LogBytes {
  readonly #image: DiskImage;
  readonly #segments: readonly ImageSegment[];
  /** The segment of the last question, which the next one mostly asks about too. */
  #recent: ImageSegment | undefined;

  /** Segments are ascending. */
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
    if (this.#recent !== undefined && holds(this.#recent, position)) return this.#recent;
    let [low, high] = [0, this.#segments.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#segments[middle] as ImageSegment).start <= position) low = middle + 1;
      else high = middle;
    }
    const found = this.#segments[low - 1];
    if (found === undefined || !holds(found, position)) return undefined;
    this.#recent = found;
    return found;
  }
}

function holds(segment: ImageSegment, position: number): boolean {
  return position >= segment.start && position < segment.start + segment.size;
}
