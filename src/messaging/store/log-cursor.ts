// Walks the records of a commit log forward through a window of bytes, across blank ends of segments. Used by the dispatcher, by
// recovery and by judges over disk images; it changes nothing and needs no environment.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { RecordLayout } from '../message/record-layout.ts';
import { type ScanOptions, scanRecord } from '../message/record-scan.ts';

/** The bytes of a commit log, wherever they lie. */
export interface LogBytes {
  /** End of the segment that holds the position; undefined where there is none. */
  segmentEnd(position: number): number | undefined;
  /** A copy of up to `length` bytes; shorter at the end of a segment. */
  read(position: number, length: number): Uint8Array;
}

export type CursorStep =
  /** The record starts at `start` of `bytes`; the cursor is behind it. */
  | {
      readonly kind: 'record';
      readonly position: LogPosition;
      readonly recordSize: number;
      readonly bytes: Uint8Array;
      readonly start: number;
      readonly layout: RecordLayout;
    }
  /** The rest of the segment is unused; the cursor is at the start of the next one, which may not exist. */
  | { readonly kind: 'blank'; readonly position: LogPosition }
  /** Nothing was written here, the limit is reached, or there is no such segment; the cursor stays. */
  | { readonly kind: 'end'; readonly position: LogPosition }
  /** Not a record; the cursor stays. */
  | { readonly kind: 'corrupt'; readonly position: LogPosition; readonly reason: string };

export interface CursorOptions extends ScanOptions {
  /** Bytes from here on are not looked at; the end of the log's segments where absent. */
  readonly limit?: number;
  /** Bytes that are read at a time. */
  readonly windowBytes?: number;
}

/** Why a record is none that goes on behind the limit. */
export const CUT_OFF = 'reaches beyond its end';

const DEFAULT_WINDOW_BYTES = 65_536;
const NOTHING = new Uint8Array(0);

export class LogCursor {
  readonly #log: LogBytes;
  readonly #options: CursorOptions;
  #position: number;
  #window: Uint8Array = NOTHING;
  #windowStart = 0;

  constructor(log: LogBytes, position: number, options: CursorOptions) {
    this.#log = log;
    this.#position = position;
    this.#options = options;
  }

  get position(): LogPosition {
    return logPosition(this.#position);
  }

  next(): CursorStep {
    const position = logPosition(this.#position);
    const segmentEnd = this.#log.segmentEnd(position);
    const end = Math.min(segmentEnd ?? position, this.#options.limit ?? Number.MAX_SAFE_INTEGER);
    if (segmentEnd === undefined || position >= end) return { kind: 'end', position };
    let scan = this.#scan();
    if (scan.kind === 'incomplete') {
      if (scan.neededBytes > end - position) return { kind: 'corrupt', position, reason: CUT_OFF };
      this.#load(Math.max(scan.neededBytes, this.#windowBytes), end);
      scan = this.#scan();
    }
    switch (scan.kind) {
      case 'record': {
        const start = position - this.#windowStart;
        this.#position += scan.recordSize;
        return {
          kind: 'record',
          position,
          recordSize: scan.recordSize,
          bytes: this.#window,
          start,
          layout: scan.layout,
        };
      }
      case 'blank':
        this.#position = segmentEnd;
        return { kind: 'blank', position };
      case 'end':
        return this.#endOrMore(position, end);
      case 'corrupt':
        return { kind: 'corrupt', position, reason: scan.reason };
      case 'incomplete':
        return { kind: 'corrupt', position, reason: 'cut off' };
    }
  }

  get #windowBytes(): number {
    return this.#options.windowBytes ?? DEFAULT_WINDOW_BYTES;
  }

  /** Fewer bytes than a head at the end of the window look like the end of the log: only a fresh window can tell. */
  #endOrMore(position: LogPosition, end: number): CursorStep {
    const known = this.#windowStart + this.#window.length;
    if (known - position >= LEAST_BYTES || known >= end) return { kind: 'end', position };
    this.#load(this.#windowBytes, end);
    const reachesFurther = this.#windowStart + this.#window.length > known;
    return reachesFurther ? this.next() : { kind: 'end', position };
  }

  #scan() {
    return scanRecord(this.#window, this.#position - this.#windowStart, this.#options);
  }

  #load(length: number, end: number): void {
    this.#windowStart = this.#position;
    this.#window = this.#log.read(this.#position, Math.min(length, end - this.#position));
  }
}

/** What a scan needs to tell an end from a record. */
const LEAST_BYTES = 8;
