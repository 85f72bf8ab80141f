// Cuts a byte stream into frames, whatever its fragments. Memory is bounded by the longest frame and by what really arrived, not by
// what a length field announces; each byte is copied at most twice. What a frame contains is frame.ts.

import { assert } from '../../base/assert.ts';
import { readInt32 } from '../../base/bytes.ts';

/** Length field included (facts 1.1). */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

const LENGTH_BYTES = 4;
const SMALLEST_BUFFER_BYTES = 1024;
const NO_BYTES = new Uint8Array(0);

/** A frame without its length field; or why there is none. */
export type SplitStep =
  | { readonly kind: 'frame'; readonly frame: Uint8Array }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' };

const INCOMPLETE = { kind: 'incomplete' } as const;
const MALFORMED = { kind: 'malformed' } as const;

export class FrameSplitter {
  /** The unread rest of the last fragment. */
  #fragment: Uint8Array = NO_BYTES;
  /** The start of a frame that began in an earlier fragment: `#held` bytes of `#buffer`, length field included. */
  #buffer: Uint8Array = NO_BYTES;
  #held = 0;
  #isMalformed = false;

  /** Takes the next fragment; all frames of the previous one must have been taken with `next`. */
  push(fragment: Uint8Array): void {
    assert(this.#fragment.length === 0, 'the last fragment was not read to its end');
    if (!this.#isMalformed) this.#fragment = fragment;
  }

  /** The next frame. After `malformed` the stream is lost: every further step says the same. */
  next(): SplitStep {
    if (this.#isMalformed) return MALFORMED;
    if (this.#held === 0) return this.#nextInFragment();
    if (this.#held < LENGTH_BYTES) this.#hold(LENGTH_BYTES - this.#held);
    if (this.#held < LENGTH_BYTES) return INCOMPLETE;
    const total = this.#totalLength(this.#buffer);
    if (total === undefined) return this.#fail();
    this.#hold(total - this.#held);
    if (this.#held < total) return INCOMPLETE;
    const frame = this.#buffer.subarray(LENGTH_BYTES, total);
    this.#buffer = NO_BYTES;
    this.#held = 0;
    return { kind: 'frame', frame };
  }

  #nextInFragment(): SplitStep {
    const fragment = this.#fragment;
    if (fragment.length >= LENGTH_BYTES) {
      const total = this.#totalLength(fragment);
      if (total === undefined) return this.#fail();
      if (fragment.length >= total) {
        this.#fragment = fragment.length === total ? NO_BYTES : fragment.subarray(total);
        return { kind: 'frame', frame: fragment.subarray(LENGTH_BYTES, total) };
      }
    }
    this.#hold(fragment.length);
    return INCOMPLETE;
  }

  /** Moves up to `wanted` bytes of the fragment into the buffer, which doubles when it is full. */
  #hold(wanted: number): void {
    const count = Math.min(wanted, this.#fragment.length);
    if (count === 0) return;
    const needed = this.#held + count;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2, SMALLEST_BUFFER_BYTES));
      grown.set(this.#buffer.subarray(0, this.#held));
      this.#buffer = grown;
    }
    this.#buffer.set(this.#fragment.subarray(0, count), this.#held);
    this.#held = needed;
    this.#fragment = this.#fragment.subarray(count);
  }

  /** Bytes of the frame with its length field; undefined when no frame can be so long or so short. */
  #totalLength(bytes: Uint8Array): number | undefined {
    const total = readInt32(bytes, 0) + LENGTH_BYTES;
    return total >= LENGTH_BYTES * 2 && total <= MAX_FRAME_BYTES ? total : undefined;
  }

  #fail(): SplitStep {
    this.#isMalformed = true;
    this.#fragment = NO_BYTES;
    this.#buffer = NO_BYTES;
    return MALFORMED;
  }
}
