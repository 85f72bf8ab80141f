// A slave whose log may be another history than its master's asks for bytes that it has already, by saying that it is less far than it is, and
// compares. The classic protocol needs nothing for it: a master sends from wherever a slave says it is. Two histories of one log have the same
// beginning; where they part is looked for from the end backwards, in pieces that grow. Pure.

import { type LogPosition, logPosition } from '../../base/numbers.ts';
import type { Transfer } from './transfer-format.ts';

/** What a slave has, to be compared. */
export interface OwnLog {
  readonly startPosition: LogPosition;
  readonly writtenPosition: LogPosition;
  /** A copy of what is written from here on within the segment. */
  read(position: LogPosition, maximumBytes: number): Uint8Array;
}

export type CheckOutcome =
  | { readonly kind: 'goes-on' }
  /** The master has everything that is here, and these bytes behind it. */
  | { readonly kind: 'agrees'; readonly surplus: Uint8Array }
  /** From here on the master has other bytes, or none. */
  | { readonly kind: 'parts'; readonly position: LogPosition }
  /** The master sends what was not asked for. */
  | { readonly kind: 'elsewhere' };

/** A heartbeat may be said before what is there to be sent; the second one in a row is not. */
const HEARTBEATS = 2;
const GOES_ON: CheckOutcome = { kind: 'goes-on' };
const GROWTH = 4;

/** A position of 0 would say that nothing is here. */
function lowestProbe({ startPosition }: OwnLog): LogPosition {
  return logPosition(Math.max(1, startPosition));
}

/** Where to begin to compare, so many bytes before the end. */
export function probePosition(log: OwnLog, bytes: number): LogPosition {
  return logPosition(Math.max(lowestProbe(log), log.writtenPosition - bytes));
}

export class PrefixCheck {
  readonly #log: OwnLog;
  readonly #from: LogPosition;
  #compared: number;
  #heartbeats = 0;

  constructor(log: OwnLog, from: LogPosition) {
    this.#log = log;
    this.#from = from;
    this.#compared = from;
  }

  hear({ position, body }: Transfer): CheckOutcome {
    if (position !== this.#compared) return { kind: 'elsewhere' };
    if (body.length === 0 && this.#compared < this.#log.writtenPosition) {
      this.#heartbeats += 1;
      return this.#heartbeats < HEARTBEATS ? GOES_ON : this.#parts();
    }
    this.#heartbeats = 0;
    const end = Math.min(position + body.length, this.#log.writtenPosition);
    while (this.#compared < end) {
      const own = this.#log.read(logPosition(this.#compared), end - this.#compared);
      const same = equalBytes(own, body.subarray(this.#compared - position));
      this.#compared += same;
      if (same < own.length || own.length === 0) return this.#parts();
    }
    if (this.#compared < this.#log.writtenPosition) return GOES_ON;
    return { kind: 'agrees', surplus: body.subarray(this.#compared - position) };
  }

  #parts(): CheckOutcome {
    return { kind: 'parts', position: logPosition(this.#compared) };
  }

  /** Without a whole record among what was compared, the same bytes say little. */
  suffices({ holdsRecord }: Agreement): boolean {
    return holdsRecord || this.#isWhole;
  }

  get #isWhole(): boolean {
    return this.#from <= lowestProbe(this.#log);
  }

  /** What to do where the two part there. */
  decide(agreement: Agreement): PrefixDecision {
    if (agreement.holdsRecord) return { kind: 'cut', position: agreement.end };
    return this.#isWhole ? { kind: 'nothing-in-common' } : { kind: 'look-back', bytes: this.nextBytes };
  }

  /** How much to compare next, when this was not enough. */
  get nextBytes(): number {
    return (this.#log.writtenPosition - this.#from) * GROWTH;
  }

  /** Where the comparison began. A record at the very beginning was compared but for its first byte. */
  get from(): LogPosition {
    return this.#from === 1 ? logPosition(0) : this.#from;
  }
}

/** What two logs have in common between two positions. */
export interface Agreement {
  /** Of the last whole record before the second position. */
  readonly end: LogPosition;
  /** A whole record lies between the two: with its place and its time it is nowhere else in two histories. */
  readonly holdsRecord: boolean;
}

export type PrefixDecision =
  | { readonly kind: 'cut'; readonly position: LogPosition }
  | { readonly kind: 'look-back'; readonly bytes: number }
  /** It is no copy of this master's log, or the master has lost all: somebody must decide. */
  | { readonly kind: 'nothing-in-common' };

/** How many bytes at their beginning are the same. */
function equalBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index;
  return length;
}
