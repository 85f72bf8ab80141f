// The event loop: pop the least event, move the clock, drop it if its owner is dead, fold it into the digest, run it. It gives every
// event its identity by cause. Draining microtasks between events is the host's part. It knows no machine, network or disk.

import { assert } from '../base/assert.ts';
import { fold32 } from '../base/hash.ts';
import { RollingDigest } from './digest.ts';
import { type Draws, purpose } from './draws.ts';
import { type EventKind, EventKinds } from './event-kind.ts';
import { type EventHandle, EventQueue } from './event-queue.ts';
import { HeldEvents } from './held-events.ts';
import { Horizon } from './horizon.ts';
import type { SimulationHost } from './host.ts';
import { childHigh, childLow, type Identity, rootIdentity } from './identity.ts';
import { firstOfTheLiving, OwnDeaths } from './own-death.ts';
import { type PrioritySchedule, prioritySchedule } from './priority-schedule.ts';
import { type Bound, describeError, type RunEnd } from './run-end.ts';
import { type RankFunction, rankFunction, type TieBreak } from './tie-break.ts';
import { Trace, type TraceWindow } from './trace.ts';

/** Whose event it is. Events of a dead owner are dropped. */
export interface Owner {
  readonly name: string;
  readonly isAlive: boolean;
}

/** The world itself: faults, phases, machines booting. */
export const WORLD: Owner = Object.freeze({ name: '', isAlive: true });

/** Purpose of the root that causes what is done before, between and after runs of the loop. */
const OUTSIDE = 'outside';
const MICRO_DELAY = purpose('interleave');

export interface KernelOptions {
  readonly host: SimulationHost;
  readonly tieBreak: TieBreak;
  readonly traceWindow: TraceWindow | undefined;
  readonly eventLimit: number;
  readonly pendingLimit: number;
  readonly virtualTimeLimitUs: number;
}

type Due = Identity & { readonly dueUs: number };

export class Kernel {
  readonly draws: Draws;
  readonly kinds = new EventKinds();
  readonly digest = new RollingDigest();
  readonly trace: Trace;
  /** The running event may kill its own owner. */
  readonly deaths = new OwnDeaths();
  readonly #queue = new EventQueue();
  /** Owners that are paused, and their events. */
  readonly held = new HeldEvents(this.#queue, () => this.#nowUs);
  readonly horizon: Horizon;
  readonly #host: SimulationHost;
  readonly #rank: RankFunction | undefined;
  readonly #schedule: PrioritySchedule | undefined;
  readonly #options: KernelOptions;
  #nowUs = 0;
  #causeHigh = 0;
  #causeLow = 0;
  #children = 0;
  #owner: Owner = WORLD;
  #childHigh = 0;
  #childLow = 0;
  #hasChild = false;
  #end: RunEnd | undefined;
  #runs = 0;
  #halted = false;
  #crash: RunEnd | undefined;

  constructor(options: KernelOptions, draws: Draws) {
    this.draws = draws;
    this.horizon = new Horizon(options.virtualTimeLimitUs);
    this.#host = options.host;
    this.#options = options;
    this.#rank = rankFunction(options.tieBreak, draws);
    this.#schedule = prioritySchedule(options.tieBreak, draws);
    this.trace = new Trace((label) => this.kinds.text(label), options.traceWindow);
    this.#leave();
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  get events(): number {
    return this.digest.events;
  }

  get pendingEvents(): number {
    return this.#queue.size;
  }

  /** Owner of the running event. */
  get owner(): Owner {
    return this.#owner;
  }

  /** The rest of the running event is this owner's code: a packet that arrived at a machine is handed to a process. */
  enter(owner: Owner): void {
    this.#owner = owner;
  }

  /** Derives the identity of the next child of the running event; read `childHigh`/`childLow`, then schedule it. */
  deriveChild(): void {
    assert(!this.#hasChild, 'a derived child must be scheduled or dropped before the next');
    const ordinal = this.#children;
    this.#children = ordinal + 1;
    this.#childHigh = childHigh(this.#causeHigh, this.#causeLow, ordinal);
    this.#childLow = childLow(this.#causeHigh, this.#causeLow, ordinal);
    this.#hasChild = true;
  }

  get childHigh(): number {
    return this.#childHigh;
  }

  get childLow(): number {
    return this.#childLow;
  }

  /** The derived child will not be scheduled: a lost packet. */
  dropChild(): void {
    this.#hasChild = false;
  }

  /** Time that the derived child, an event of this owner, takes at a choice point. */
  microDelayUs(owner: Owner, maximumUs: number): number {
    if (this.#schedule !== undefined) return this.lagUs(owner, maximumUs);
    return this.draws.below(maximumUs + 1, MICRO_DELAY, this.#childHigh, this.#childLow);
  }

  /** How far the schedule lets the derived child, an event of this owner, fall behind what others do. */
  lagUs(owner: Owner, maximumUs: number): number {
    if (this.#schedule === undefined) return 0;
    const chain = this.#schedule.childChain(owner === this.#owner, this.#childHigh, this.#childLow);
    return this.#schedule.lagUs(chain, maximumUs);
  }

  /** Identity of the running event. */
  eventIdentity(): Identity {
    return { high: this.#causeHigh, low: this.#causeLow };
  }

  /** Schedules a child of the running event; its identity is the derived one, or is derived now. */
  schedule(dueUs: number, kind: EventKind, owner: Owner, argument: unknown): EventHandle {
    if (!this.#hasChild) this.deriveChild();
    this.#hasChild = false;
    this.#schedule?.nextIsChild(owner === this.#owner, this.#childHigh, this.#childLow);
    return this.#push({ dueUs, high: this.#childHigh, low: this.#childLow }, kind, owner, argument);
  }

  /** Schedules an event that nothing caused but the plan. */
  scheduleRoot(due: Due, kind: EventKind, owner: Owner, argument: unknown): EventHandle {
    this.#schedule?.nextIsRoot(due.high, due.low);
    return this.#push(due, kind, owner, argument);
  }

  cancel(handle: EventHandle): void {
    this.#queue.cancel(handle);
  }

  /** Events that are left to happen, in no particular order, but for the overdue ones of paused owners. */
  forEachPending(visit: (owner: Owner, label: string, dueUs: number) => void): void {
    const queue = this.#queue;
    queue.forEachRow((row) => {
      const owner = queue.owner[row] as Owner;
      const label = this.kinds.text(queue.label[row] as number);
      if (owner.isAlive) visit(owner, label, queue.time[row] as number);
    });
  }

  /** Ends this run of the loop after the running event. */
  halt(): void {
    this.#halted = true;
  }

  /** Drops the events of an owner that has died. */
  drop(owner: Owner): void {
    this.held.forget(owner);
    this.#queue.cancelOwned(owner);
  }

  /**
   * Stops after the running event with a crash: a bug of the code under test or of the harness. Code that runs on after the death
   * of its process, to its next await, sees a world that ignores it; what it throws means nothing.
   */
  crash(error: unknown, owner: Owner = this.#owner): void {
    if (owner.isAlive) this.#crash ??= { kind: 'crashed', machine: owner.name, stack: describeError(error) };
  }

  /** Runs until the given virtual time. Events due at that microsecond run. */
  async run(untilUs: number): Promise<RunEnd> {
    assert(Number.isSafeInteger(untilUs) && untilUs >= this.#nowUs, `cannot run back to ${untilUs} µs`);
    this.horizon.untilUs = untilUs;
    this.#end = undefined;
    this.#halted = false;
    const rejection = firstOfTheLiving(await this.#host.pump(this.#step));
    // Only the host's stack tells whose promise it was; but a host that stops by itself blames the event that it stopped after.
    const blamed = this.#end === undefined && this.#owner.isAlive ? this.#owner : WORLD;
    if (rejection !== undefined) this.crash(rejection[0], blamed);
    this.#leave();
    return this.#crash ?? this.#end ?? { kind: 'idle' };
  }

  /** What happens from here on is not caused by the last event. */
  #leave(): void {
    const outside = rootIdentity(OUTSIDE, this.#runs);
    this.#runs += 1;
    this.#causeHigh = outside.high;
    this.#causeLow = outside.low;
    this.#children = 0;
    this.#owner = WORLD;
    this.#schedule?.leave(outside);
  }

  #push(due: Due, kind: EventKind, owner: Owner, argument: unknown): EventHandle {
    const { dueUs, high, low } = due;
    assert(dueUs >= this.#nowUs && Number.isSafeInteger(dueUs), 'due in the past or at no integer', dueUs);
    const queue = this.#queue;
    const row = queue.claimRow();
    queue.time[row] = dueUs;
    queue.rank[row] = this.#rank === undefined ? 0 : this.#rank(high, low);
    this.#schedule?.admit(queue, row);
    queue.high[row] = high;
    queue.low[row] = low;
    queue.causeHigh[row] = this.#causeHigh;
    queue.causeLow[row] = this.#causeLow;
    queue.label[row] = kind.label;
    queue.detail[row] = kind.detail === undefined ? 0 : kind.detail(argument);
    queue.action[row] = kind.action;
    queue.argument[row] = argument;
    queue.owner[row] = owner;
    queue.hash[row] = kind.hash;
    return queue.push(row);
  }

  readonly #step = (): boolean => {
    if (this.deaths.isOpen) this.deaths.end();
    const row = this.#next();
    if (row === undefined) return false;
    const queue = this.#queue;
    const owner = queue.owner[row] as Owner;
    const action = queue.action[row] as (argument: unknown) => void;
    const argument = queue.argument[row];
    const high = queue.high[row] as number;
    const low = queue.low[row] as number;
    this.#nowUs = queue.time[row] as number;
    this.#causeHigh = high;
    this.#causeLow = low;
    this.#children = 0;
    this.#owner = owner;
    this.#schedule?.begin(queue.chain[row] as number, high, low);
    this.digest.fold(this.#nowUs, high, low, fold32(queue.hash[row] as number, queue.detail[row] as number));
    this.trace.record(queue, row, owner.name);
    queue.release(row);
    try {
      action(argument);
    } catch (error) {
      this.crash(error);
    }
    return true;
  };

  /** The next event to run, or undefined with the reason in `#end`. */
  #next(): number | undefined {
    if (this.#crash !== undefined) return undefined;
    if (this.#halted) return this.#stop({ kind: 'halted' });
    const { eventLimit, pendingLimit } = this.#options;
    if (this.digest.events >= eventLimit) return this.#meet('events', eventLimit);
    if (this.#queue.size > pendingLimit) return this.#meet('pending-events', pendingLimit);
    while (true) {
      const dueUs = this.#queue.peekTime();
      // What a paused process has before it can still happen.
      if (dueUs === undefined && this.#queue.asideCount === 0) return this.#stop({ kind: 'idle' });
      if (dueUs === undefined || dueUs > this.horizon.us) {
        if (this.horizon.pass()) continue;
        return this.#reached(this.horizon.us);
      }
      const row = this.#queue.pop() as number;
      const owner = this.#queue.owner[row] as Owner;
      if (!owner.isAlive) this.#queue.release(row);
      else if (this.held.isEmpty || !this.held.park(owner, row)) return row;
    }
  }

  #reached(horizonUs: number): undefined {
    this.#nowUs = horizonUs;
    return horizonUs === this.horizon.untilUs
      ? this.#stop({ kind: 'until' })
      : this.#meet('virtual-time', horizonUs);
  }

  #meet(bound: Bound, limit: number): undefined {
    return this.#stop({ kind: 'bound', bound, limit });
  }

  #stop(end: RunEnd): undefined {
    this.#end = end;
    return undefined;
  }
}
