// One file of a long file that is cut into segments, with its readers. A segment that is condemned is found by nobody any more, but stays
// until those who hold it are done, or until patience ends (ReferenceResource.java). What the bytes mean is not known here.

import { assert } from '../../base/assert.ts';
import type { DiskFile } from '../../environment/disk.ts';

/** A reader's hold: what was found stays readable until the release. */
export interface SegmentHold {
  /** Undefined when patience ended and the segment is gone. @throws DiskError */
  read(offset: number, length: number): Uint8Array | undefined;
  /** Once. */
  release(): void;
}

export class Segment {
  readonly start: number;
  readonly file: DiskFile;
  /** Written, and not synced since. */
  isDirty = false;
  /** Given its full size again, and not synced since: a power loss may take the size, which only the last one can do without. */
  isCut = false;
  #holders = 0;
  #condemnedUs: number | undefined;
  #isClosed = false;

  constructor(start: number, file: DiskFile) {
    this.start = start;
    this.file = file;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  hold(): SegmentHold {
    assert(!this.#isClosed, 'a closed segment is found by nobody');
    this.#holders += 1;
    let isHeld = true;
    return {
      read: (offset, length) => (this.#isClosed ? undefined : this.file.read(offset, length)),
      release: () => {
        assert(isHeld, 'a hold is released once');
        isHeld = false;
        this.#holders -= 1;
      },
    };
  }

  /** Times are monotonic. */
  condemn(nowUs: number): void {
    this.#condemnedUs = nowUs;
  }

  /** Whether a condemned segment may go. */
  mayGo(nowUs: number, patienceUs: number): boolean {
    assert(this.#condemnedUs !== undefined, 'only a condemned segment goes');
    return this.#holders === 0 || nowUs - this.#condemnedUs >= patienceUs;
  }

  close(): void {
    this.#isClosed = true;
    this.file.close();
  }
}
