// Events to come, in a 4-ary heap ordered by (time, rank, sequence): a strict total order, so the layout of the heap never shows.
// Columns of typed arrays, one row per event. Cancelled rows stay until they surface or until they outnumber the live ones.
// It knows neither clock nor causes.

import { assert } from '../base/assert.ts';

/** Identifies a scheduled event for cancellation: row plus generation, so a reused row is not cancelled by an old handle. */
export type EventHandle = number & { readonly brand: 'EventHandle' };

export type EventAction = (argument: unknown) => void;

const GENERATIONS = 2 ** 31;
const ROW_LIMIT = 2 ** 21;
const COMPACTION_MINIMUM = 64;

const LIVE = 0;
const CANCELLED = 1;
/** Out of the heap, to come back. */
const ASIDE = 2;
const ASIDE_CANCELLED = 3;
const FIRST_RANK = -(2 ** 31);

function grownFloats(column: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(size);
  grown.set(column);
  return grown;
}

function grownInts(column: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(column);
  return grown;
}

const IDLE_ACTION: EventAction = () => {};

export class EventQueue {
  time = new Float64Array(256);
  rank = new Int32Array(256);
  sequence = new Float64Array(256);
  high = new Int32Array(256);
  low = new Int32Array(256);
  causeHigh = new Int32Array(256);
  causeLow = new Int32Array(256);
  label = new Int32Array(256);
  detail = new Int32Array(256);
  hash = new Int32Array(256);
  /** For schedules by priority; nothing else writes it. */
  chain = new Int32Array(256);
  readonly action: EventAction[] = [];
  readonly argument: unknown[] = [];
  readonly owner: unknown[] = [];
  #generation = new Int32Array(256);
  #state = new Uint8Array(256);
  #heap = new Int32Array(256);
  /** Due times in the order of the heap: children are compared side by side, not all over the columns. */
  #heapTime = new Float64Array(256);
  #size = 0;
  #cancelledCount = 0;
  #asideCount = 0;
  #nextSequence = 0;
  readonly #freeRows: number[] = [];
  #rows = 0;

  /** Live events, also those set aside. */
  get size(): number {
    return this.#size - this.#cancelledCount + this.#asideCount;
  }

  /** Live events that were set aside. */
  get asideCount(): number {
    return this.#asideCount;
  }

  /** A row to fill; it must be pushed before the next call. */
  claimRow(): number {
    const free = this.#freeRows.pop();
    if (free !== undefined) return free;
    if (this.#rows === this.time.length) this.#grow();
    const row = this.#rows;
    this.#rows += 1;
    this.action.push(IDLE_ACTION);
    this.argument.push(undefined);
    this.owner.push(undefined);
    return row;
  }

  push(row: number): EventHandle {
    this.sequence[row] = this.#nextSequence;
    this.#nextSequence += 1;
    this.#siftUp(this.#size, row);
    this.#size += 1;
    return ((this.#generation[row] as number) * ROW_LIMIT + row) as EventHandle;
  }

  /** The next live row, removed; undefined when there is none. The caller releases it. */
  pop(): number | undefined {
    while (this.#size > 0) {
      const row = this.#removeFirst();
      if (this.#state[row] === LIVE) return row;
      this.#cancelledCount -= 1;
      this.release(row);
    }
    return undefined;
  }

  /** Due time of the next live event. */
  peekTime(): number | undefined {
    while (this.#size > 0) {
      const row = this.#heap[0] as number;
      if (this.#state[row] === LIVE) return this.time[row];
      this.#removeFirst();
      this.#cancelledCount -= 1;
      this.release(row);
    }
    return undefined;
  }

  release(row: number): void {
    this.#generation[row] = ((this.#generation[row] as number) + 1) % GENERATIONS;
    if (this.#state[row] === ASIDE) this.#asideCount -= 1;
    this.#state[row] = LIVE;
    this.action[row] = IDLE_ACTION;
    this.argument[row] = undefined;
    this.owner[row] = undefined;
    this.#freeRows.push(row);
  }

  /** False when the event has run or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    const row = handle % ROW_LIMIT;
    if (this.#generation[row] !== Math.floor(handle / ROW_LIMIT)) return false;
    const state = this.#state[row];
    if (state === ASIDE) return this.#cancelAside(row);
    if (state !== LIVE) return false;
    this.#markCancelled(row);
    if (this.#cancelledCount > COMPACTION_MINIMUM && this.#cancelledCount * 2 > this.#size) this.#compact();
    return true;
  }

  /** A popped row waits outside the order until it is taken back or released. */
  setAside(row: number): void {
    this.#state[row] = ASIDE;
    this.#asideCount += 1;
  }

  /** A row that was set aside is due at this time, after those taken back before it and before all others. */
  takeBack(row: number, timeUs: number): void {
    if (this.#state[row] === ASIDE_CANCELLED) {
      this.release(row);
      return;
    }
    this.#state[row] = LIVE;
    this.#asideCount -= 1;
    this.time[row] = timeUs;
    this.rank[row] = FIRST_RANK;
    this.push(row);
  }

  /** Cancels all events of an owner but those set aside. Looks at every event. */
  cancelOwned(owner: unknown): void {
    for (let index = 0; index < this.#size; index += 1) {
      const row = this.#heap[index] as number;
      if (this.owner[row] === owner && this.#state[row] === LIVE) this.#markCancelled(row);
    }
    if (this.#cancelledCount > 0) this.#compact();
  }

  /** Calls `visit` with the row of every live event that is not set aside, in no particular order. */
  forEachRow(visit: (row: number) => void): void {
    for (let index = 0; index < this.#size; index += 1) {
      const row = this.#heap[index] as number;
      if (this.#state[row] === LIVE) visit(row);
    }
  }

  #grow(): void {
    const size = this.time.length * 2;
    assert(size <= ROW_LIMIT, `at most ${ROW_LIMIT} events may be scheduled`);
    this.time = grownFloats(this.time, size);
    this.sequence = grownFloats(this.sequence, size);
    this.rank = grownInts(this.rank, size);
    this.high = grownInts(this.high, size);
    this.low = grownInts(this.low, size);
    this.causeHigh = grownInts(this.causeHigh, size);
    this.causeLow = grownInts(this.causeLow, size);
    this.label = grownInts(this.label, size);
    this.detail = grownInts(this.detail, size);
    this.hash = grownInts(this.hash, size);
    this.chain = grownInts(this.chain, size);
    this.#generation = grownInts(this.#generation, size);
    this.#heapTime = grownFloats(this.#heapTime, size);
    this.#heap = grownInts(this.#heap, size);
    const state = new Uint8Array(size);
    state.set(this.#state);
    this.#state = state;
  }

  #cancelAside(row: number): true {
    this.#state[row] = ASIDE_CANCELLED;
    this.#asideCount -= 1;
    this.argument[row] = undefined;
    return true;
  }

  #markCancelled(row: number): void {
    this.#state[row] = CANCELLED;
    this.#cancelledCount += 1;
    // What the action would have used may go now; the row goes when it surfaces.
    this.argument[row] = undefined;
  }

  #compact(): void {
    const rows: number[] = [];
    for (let index = 0; index < this.#size; index += 1) {
      const row = this.#heap[index] as number;
      if (this.#state[row] === LIVE) rows.push(row);
      else this.release(row);
    }
    this.#cancelledCount = 0;
    this.#size = 0;
    for (const row of rows) {
      this.#siftUp(this.#size, row);
      this.#size += 1;
    }
  }

  /** Order of two rows that are due at the same time. */
  #before(left: number, right: number): boolean {
    const leftRank = this.rank[left] as number;
    const rightRank = this.rank[right] as number;
    if (leftRank !== rightRank) return leftRank < rightRank;
    return (this.sequence[left] as number) < (this.sequence[right] as number);
  }

  #siftUp(start: number, row: number): void {
    const heap = this.#heap;
    const times = this.#heapTime;
    const time = this.time[row] as number;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const parentTime = times[parent] as number;
      if (time > parentTime) break;
      const parentRow = heap[parent] as number;
      if (time === parentTime && !this.#before(row, parentRow)) break;
      heap[index] = parentRow;
      times[index] = parentTime;
      index = parent;
    }
    heap[index] = row;
    times[index] = time;
  }

  #removeFirst(): number {
    const heap = this.#heap;
    const first = heap[0] as number;
    this.#size -= 1;
    if (this.#size > 0) this.#siftDown(heap[this.#size] as number, this.#heapTime[this.#size] as number);
    return first;
  }

  #siftDown(row: number, time: number): void {
    const heap = this.#heap;
    const times = this.#heapTime;
    const size = this.#size;
    let index = 0;
    while (true) {
      const firstChild = index * 4 + 1;
      if (firstChild >= size) break;
      const lastChild = Math.min(firstChild + 4, size);
      let least = firstChild;
      let leastTime = times[firstChild] as number;
      for (let child = firstChild + 1; child < lastChild; child += 1) {
        const childTime = times[child] as number;
        if (childTime > leastTime) continue;
        if (childTime === leastTime && !this.#before(heap[child] as number, heap[least] as number)) continue;
        least = child;
        leastTime = childTime;
      }
      if (leastTime > time || (leastTime === time && !this.#before(heap[least] as number, row))) break;
      heap[index] = heap[least] as number;
      times[index] = leastTime;
      index = least;
    }
    heap[index] = row;
    times[index] = time;
  }
}
