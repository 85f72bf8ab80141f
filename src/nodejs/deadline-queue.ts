// Deadlines in the order in which they fall due: (due, order of arrival). A binary heap; cancelled entries stay until they
// surface or outnumber the live ones. It knows no clock.

export interface Deadline {
  readonly dueUs: number;
  readonly isCancelled: boolean;
}

interface Entry<T> {
  readonly deadline: T;
  readonly sequence: number;
}

const COMPACTION_MINIMUM = 64;

export class DeadlineQueue<T extends Deadline> {
  #heap: Entry<T>[] = [];
  #nextSequence = 0;
  #cancelled = 0;

  /** Live deadlines. */
  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Live deadlines and those cancelled ones that are still kept. */
  get stored(): number {
    return this.#heap.length;
  }

  push(deadline: T): void {
    this.#insert({ deadline, sequence: this.#nextSequence });
    this.#nextSequence += 1;
  }

  /** The next live deadline, which stays. */
  peek(): T | undefined {
    while (true) {
      const first = this.#heap[0];
      if (first === undefined || !first.deadline.isCancelled) return first?.deadline;
      this.#removeFirst();
      this.#cancelled -= 1;
    }
  }

  /** The next live deadline, removed, if it is due by then. */
  popDue(nowUs: number): T | undefined {
    const first = this.peek();
    if (first === undefined || first.dueUs > nowUs) return undefined;
    this.#removeFirst();
    return first;
  }

  /** To be called once for each queued deadline that became cancelled. */
  noteCancelled(): void {
    this.#cancelled += 1;
    if (this.#cancelled > COMPACTION_MINIMUM && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  #compact(): void {
    const live = this.#heap.filter((entry) => !entry.deadline.isCancelled);
    this.#heap = [];
    this.#cancelled = 0;
    for (const entry of live) this.#insert(entry);
  }

  #insert(entry: Entry<T>): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry<T>;
      if (!before(entry, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const moved = heap.pop();
    if (moved === undefined || heap.length === 0) return;
    let index = 0;
    while (true) {
      let childIndex = index * 2 + 1;
      if (childIndex >= heap.length) break;
      const rightIndex = childIndex + 1;
      if (rightIndex < heap.length && before(heap[rightIndex] as Entry<T>, heap[childIndex] as Entry<T>)) {
        childIndex = rightIndex;
      }
      const child = heap[childIndex] as Entry<T>;
      if (!before(child, moved)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = moved;
  }
}

function before(left: Entry<Deadline>, right: Entry<Deadline>): boolean {
  const difference = left.deadline.dueUs - right.deadline.dueUs;
  return difference === 0 ? left.sequence < right.sequence : difference < 0;
}
