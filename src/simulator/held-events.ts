// Events of paused processes: each is set aside at its time, and all come back, in the order of their times, when the process resumes.

import type { EventQueue } from './event-queue.ts';
import type { Owner } from './kernel.ts';

interface Hold {
  /** Pauses that are not over. */
  count: number;
  readonly rows: number[];
}

export class HeldEvents {
  readonly #queue: EventQueue;
  readonly #nowUs: () => number;
  readonly #holds = new Map<Owner, Hold>();

  constructor(queue: EventQueue, nowUs: () => number) {
    this.#queue = queue;
    this.#nowUs = nowUs;
  }

  /** Nobody is paused. */
  get isEmpty(): boolean {
    return this.#holds.size === 0;
  }

  has(owner: Owner): boolean {
    return this.#holds.size > 0 && this.#holds.has(owner);
  }

  /** Defers the events of an owner until the returned function is called. Who is paused twice is resumed twice. */
  hold(owner: Owner): () => void {
    const hold = this.#holds.get(owner) ?? { count: 0, rows: [] };
    this.#holds.set(owner, hold);
    hold.count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      hold.count -= 1;
      if (hold.count === 0 && this.#holds.get(owner) === hold) this.#release(owner, hold);
    };
  }

  /** Sets a popped row aside if its owner is paused. */
  park(owner: Owner, row: number): boolean {
    const hold = this.#holds.get(owner);
    if (hold === undefined) return false;
    this.#queue.setAside(row);
    hold.rows.push(row);
    return true;
  }

  /** The owner has died. */
  forget(owner: Owner): void {
    const rows = this.#holds.get(owner)?.rows ?? [];
    this.#holds.delete(owner);
    for (const row of rows) this.#queue.release(row);
  }

  /** Everything overdue is due now, before all else. */
  #release(owner: Owner, hold: Hold): void {
    this.#holds.delete(owner);
    const nowUs = this.#nowUs();
    for (const row of hold.rows) this.#queue.takeBack(row, nowUs);
  }
}
