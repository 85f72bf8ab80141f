// Which half messages are resolved, as far as a round of checks has read the records that say so, and how far those records are used up.
// In memory, for one round (TransactionalMessageServiceImpl.java `fillOpRemoveMap`, `calculateOpOffset`).

import type { StoredMessage } from '../../message/message.ts';
import { resolvedOffsets } from './operation-record.ts';

export class ResolvedHalves {
  readonly #firstHalfOffset: number;
  /** Half offset to the offset of the record that resolves it. */
  readonly #recordOf = new Map<number, number>();
  /** Record offset to the half messages that it resolves and that were not met yet. */
  readonly #open = new Map<number, Set<number>>();
  readonly #done = new Set<number>();

  /** What lies before the first half offset of the round was settled in earlier ones. */
  constructor(firstHalfOffset: number) {
    this.#firstHalfOffset = firstHalfOffset;
  }

  learn(record: StoredMessage): void {
    const halves = new Set<number>();
    for (const half of resolvedOffsets(record)) {
      if (half < this.#firstHalfOffset) continue;
      halves.add(half);
      this.#recordOf.set(half, record.queueOffset);
    }
    if (halves.size > 0) this.#open.set(record.queueOffset, halves);
    else this.#done.add(record.queueOffset);
  }

  /** True, once, for a half message that is resolved. */
  take(halfOffset: number): boolean {
    const record = this.#recordOf.get(halfOffset);
    if (record === undefined) return false;
    this.#recordOf.delete(halfOffset);
    const open = this.#open.get(record);
    open?.delete(halfOffset);
    if (open === undefined || open.size > 0) return true;
    this.#open.delete(record);
    this.#done.add(record);
    return true;
  }

  /** The first record offset from `offset` on that is still needed. */
  firstNeeded(offset: number): number {
    let next = offset;
    while (this.#done.has(next)) next += 1;
    return next;
  }
}
