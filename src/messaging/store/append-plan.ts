// Where the next bytes of a commit log go: a pure decision (facts 2.2, the rule of the blank record).

import { BLANK_HEAD_BYTES } from '../message/record-layout.ts';

export type AppendPlan =
  | { readonly kind: 'fits'; readonly start: number }
  /** The segment ends with a blank record at `blankAt`; the bytes start the next segment. */
  | { readonly kind: 'rolls'; readonly blankAt: number; readonly blankBytes: number; readonly start: number }
  /** No segment can ever hold them. */
  | { readonly kind: 'too-large' };

/** `size` is a record's, or that of all records of a batch, which stay together. */
export function planAppend(writtenPosition: number, segmentBytes: number, size: number): AppendPlan {
  if (size + BLANK_HEAD_BYTES > segmentBytes) return { kind: 'too-large' };
  const left = segmentBytes - (writtenPosition % segmentBytes);
  if (size + BLANK_HEAD_BYTES <= left) return { kind: 'fits', start: writtenPosition };
  return { kind: 'rolls', blankAt: writtenPosition, blankBytes: left, start: writtenPosition + left };
}
