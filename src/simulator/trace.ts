// What happened, with causes. The newest events are always kept in a ring; a window of event numbers can be kept in full. Texts are
// made on demand only.

import type { EventQueue } from './event-queue.ts';
import { formatIdentity } from './identity.ts';

export interface TraceEvent {
  /** Number of the event in its run, from 1. */
  readonly number: number;
  readonly timeUs: number;
  readonly label: string;
  /** Name of the machine it ran on; empty for events of the world itself. */
  readonly machine: string;
  readonly identity: string;
  readonly cause: string;
  /** Bytes for packets, otherwise 0. */
  readonly detail: number;
}

export interface TraceWindow {
  /** Event numbers, inclusive. */
  readonly first: number;
  readonly last: number;
}

const RING_SIZE = 1024;
const RING_MASK = RING_SIZE - 1;

export class Trace {
  readonly #time = new Float64Array(RING_SIZE);
  readonly #ints = new Int32Array(RING_SIZE * 6);
  readonly #machine: string[] = new Array<string>(RING_SIZE).fill('');
  readonly #labelText: (label: number) => string;
  readonly #window: TraceWindow | undefined;
  readonly #kept: TraceEvent[] = [];
  #count = 0;

  constructor(labelText: (label: number) => string, window: TraceWindow | undefined) {
    this.#labelText = labelText;
    this.#window = window;
  }

  /** Records the event in this row of the queue. */
  record(queue: EventQueue, row: number, machine: string): void {
    const slot = this.#count & RING_MASK;
    this.#count += 1;
    this.#time[slot] = queue.time[row] as number;
    this.#machine[slot] = machine;
    const base = slot * 6;
    this.#ints[base] = queue.label[row] as number;
    this.#ints[base + 1] = queue.high[row] as number;
    this.#ints[base + 2] = queue.low[row] as number;
    this.#ints[base + 3] = queue.causeHigh[row] as number;
    this.#ints[base + 4] = queue.causeLow[row] as number;
    this.#ints[base + 5] = queue.detail[row] as number;
    const window = this.#window;
    if (window !== undefined && this.#count >= window.first && this.#count <= window.last) {
      this.#kept.push(this.#at(this.#count));
    }
  }

  /** Events of the window, in order. */
  window(): readonly TraceEvent[] {
    return this.#kept;
  }

  /** The newest events, oldest first, at most 1,024. */
  newest(limit: number): readonly TraceEvent[] {
    const count = Math.min(limit, this.#count, RING_SIZE);
    const events: TraceEvent[] = [];
    for (let number = this.#count - count + 1; number <= this.#count; number += 1)
      events.push(this.#at(number));
    return events;
  }

  #at(number: number): TraceEvent {
    const slot = (number - 1) & RING_MASK;
    const base = slot * 6;
    const int = (offset: number) => this.#ints[base + offset] as number;
    return {
      number,
      timeUs: this.#time[slot] as number,
      label: this.#labelText(int(0)),
      machine: this.#machine[slot] as string,
      identity: formatIdentity(int(1), int(2)),
      cause: formatIdentity(int(3), int(4)),
      detail: int(5),
    };
  }
}
