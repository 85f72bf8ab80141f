// Which chain of events goes first when the tie-break is by priority, and how long the others wait at choice points. A chain is what a
// thread is elsewhere: an event, its first child of the same owner, that one's, and so on; every other child begins a chain of its own.
// Chains and falls are keyed by cause, so that what is taken from a run changes nothing for the rest.

import { assert } from '../base/assert.ts';
import { fold32, mix32 } from '../base/hash.ts';
import { type Draws, purpose } from './draws.ts';
import type { EventQueue } from './event-queue.ts';
import type { Identity } from './identity.ts';
import type { PriorityPolicy, TieBreak } from './tie-break.ts';

const PRIORITY = purpose('schedule.priority');
const FALL = purpose('schedule.fall');
const EXPECTED_EVENTS = 20_000;
/** Chains that never fell have ranks below this, fallen ones above. */
const FALLEN_RANK = 2 ** 30;
const PACE_SHIFT = 28;
/** A fallen chain takes so many times the longest micro-delay at each choice point: the others get far ahead. */
const FALLEN_PACE = 16;

function chainFrom(high: number, low: number): number {
  return mix32(fold32(high, low));
}

export class PrioritySchedule {
  readonly #draws: Draws;
  readonly #changePoints: number;
  readonly #expectedEvents: number;
  readonly #fallen = new Set<number>();
  #chain = 0;
  #hasHeir = false;
  #next = 0;

  constructor(draws: Draws, policy: PriorityPolicy) {
    const { changePoints, expectedEvents = EXPECTED_EVENTS } = policy;
    assert(changePoints >= 0 && expectedEvents > 0, 'change points over no events', changePoints);
    this.#draws = draws;
    this.#changePoints = changePoints;
    this.#expectedEvents = expectedEvents;
  }

  /** The event with this identity, of this chain, runs now. */
  begin(chain: number, high: number, low: number): void {
    this.#chain = chain;
    this.#hasHeir = false;
    if (this.#draws.below(this.#expectedEvents, FALL, high, low) < this.#changePoints)
      this.#fallen.add(chain);
  }

  /** What is scheduled from here on is caused by no event. */
  leave({ high, low }: Identity): void {
    this.#chain = chainFrom(high, low);
    this.#hasHeir = false;
  }

  /** Chain of the next child of the running event. */
  childChain(isOfSameOwner: boolean, high: number, low: number): number {
    return isOfSameOwner && !this.#hasHeir ? this.#chain : chainFrom(high, low);
  }

  nextIsChild(isOfSameOwner: boolean, high: number, low: number): void {
    this.#next = this.childChain(isOfSameOwner, high, low);
    if (isOfSameOwner) this.#hasHeir = true;
  }

  nextIsRoot(high: number, low: number): void {
    this.#next = chainFrom(high, low);
  }

  /** Gives the row of an event, announced just before, its chain and rank. */
  admit(queue: EventQueue, row: number): void {
    queue.chain[row] = this.#next;
    queue.rank[row] = this.rankOf(this.#next);
  }

  /** Smaller runs first. */
  rankOf(chain: number): number {
    const rank = this.#draws.int32(PRIORITY, chain, 0) >>> 2;
    return this.#fallen.has(chain) ? FALLEN_RANK + (rank >>> 1) : rank;
  }

  /** What a choice point of this chain takes: half of the chains nothing, so that rank alone decides between them. */
  lagUs(chain: number, maximumUs: number): number {
    const rank = this.rankOf(chain);
    if (rank >= FALLEN_RANK) return maximumUs * FALLEN_PACE;
    const pace = rank >>> PACE_SHIFT;
    if (pace < 2) return 0;
    return pace === 2 ? maximumUs >>> 3 : maximumUs;
  }
}

/** The longest that a choice point takes where its micro-delay is at most so long. */
export function longestPauseUs(policy: TieBreak, maximumUs: number): number {
  return typeof policy === 'object' && policy.changePoints > 0 ? maximumUs * FALLEN_PACE : maximumUs;
}

/** Undefined: the tie-break is not by priority. */
export function prioritySchedule(policy: TieBreak, draws: Draws): PrioritySchedule | undefined {
  return typeof policy === 'object' ? new PrioritySchedule(draws, policy) : undefined;
}
