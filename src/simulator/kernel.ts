// The event loop: pop the least event, move the clock, drop it if its owner is dead, fold it into the digest, run it. It gives every
// event its identity by cause. Draining microtasks between events is the host's part. It knows no machine, network or disk.

import { assert } from '../base/assert.ts';
import { fold32 } from '../base/hash.ts';
import { RollingDigest } from './digest.ts';
import type { Draws } from './draws.ts';
import { type EventKind, EventKinds } from './event-kind.ts';
import { type EventHandle, EventQueue } from './event-queue.ts';
import type { SimulationHost } from './host.ts';
import { childHigh, childLow, type Identity, rootIdentity } from './identity.ts';
import { describeError, type RunEnd } from './run-end.ts';
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

export interface KernelOptions {
  readonly draws: Draws;
  readonly host: SimulationHost;
  readonly tieBreak: TieBreak;
  readonly traceWindow: TraceWindow | undefined;
  readonly eventLimit: number;
  readonly pendingLimit: number;
  readonly virtualTimeLimitUs: number;
}

export class Kernel {
  readonly draws: Draws;
  readonly kinds = new EventKinds();
  readonly digest = new RollingDigest();
  readonly trace: Trace;
  readonly #queue = new EventQueue();
  readonly #host: SimulationHost;
  readonly #rank: RankFunction;
  readonly #shuffles: boolean;
  readonly #options: KernelOptions;
  #nowUs = 0;
  #causeHigh: number;
  #causeLow: number;
  #children = 0;
  #owner: Owner = WORLD;
  #childHigh = 0;
  #childLow = 0;
  #hasChild = false;
  #untilUs = 0;
  #end: RunEnd | undefined;
  #runs = 0;
  #halted = false;
  #crash: RunEnd | undefined;

  constructor(options: KernelOptions) {
    this.draws = options.draws;
    this.#host = options.host;
    this.#options = options;
    this.#rank = rankFunction(options.tieBreak, options.draws);
    this.#shuffles = options.tieBreak !== 'first-in-first-out';
    this.trace = new Trace((label) => this.kinds.text(label), options.traceWindow);
    const outside = rootIdentity(OUTSIDE, 0);
    this.#causeHigh = outside.high;
    this.#causeLow = outside.low;
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

  /** Identity of the running event. */
  eventIdentity(): Identity {
    return { high: this.#causeHigh, low: this.#causeLow };
  }

  /** Schedules a child of the running event; its identity is the derived one, or is derived now. */
  schedule(dueUs: number, kind: EventKind, owner: Owner, argument: unknown): EventHandle {
    if (!this.#hasChild) this.deriveChild();
    this.#hasChild = false;
    return this.#push({ dueUs, high: this.#childHigh, low: this.#childLow }, kind, owner, argument);
  }

  /** Schedules an event that nothing caused but the plan. */
  scheduleRoot(
    due: Identity & { readonly dueUs: number },
    kind: EventKind,
    owner: Owner,
    argument: unknown,
  ): EventHandle {
    return this.#push(due, kind, owner, argument);
  }

  cancel(handle: EventHandle): void {
    this.#queue.cancel(handle);
  }

  /** Events that are left to happen, in no particular order. */
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
    this.#untilUs = untilUs;
    this.#end = undefined;
    this.#halted = false;
    const rejections = await this.#host.pump(this.#step);
    this.#leave();
    // Only the host's stack tells whose promise it was.
    if (rejections.length > 0) this.crash(rejections[0], WORLD);
    return this.#crash ?? this.#end ?? { kind: 'idle' };
  }

  /** What happens from here on is not caused by the last event. */
  #leave(): void {
    this.#runs += 1;
    const outside = rootIdentity(OUTSIDE, this.#runs);
    this.#causeHigh = outside.high;
    this.#causeLow = outside.low;
    this.#children = 0;
    this.#owner = WORLD;
  }

  #push(
    due: { readonly dueUs: number; readonly high: number; readonly low: number },
    kind: EventKind,
    owner: Owner,
    argument: unknown,
  ): EventHandle {
    const { dueUs, high, low } = due;
    assert(
      dueUs >= this.#nowUs && Number.isSafeInteger(dueUs),
      'an event is due in the past or at no integer',
      dueUs,
    );
    const queue = this.#queue;
    const row = queue.claimRow();
    queue.time[row] = dueUs;
    queue.rank[row] = this.#shuffles ? this.#rank(high, low) : 0;
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
    const { eventLimit, pendingLimit, virtualTimeLimitUs } = this.#options;
    if (this.digest.events >= eventLimit)
      return this.#stop({ kind: 'bound', bound: 'events', limit: eventLimit });
    if (this.#queue.size > pendingLimit) {
      return this.#stop({ kind: 'bound', bound: 'pending-events', limit: pendingLimit });
    }
    const horizonUs = Math.min(this.#untilUs, virtualTimeLimitUs);
    while (true) {
      const dueUs = this.#queue.peekTime();
      if (dueUs === undefined) return this.#stop({ kind: 'idle' });
      if (dueUs > horizonUs) return this.#reached(horizonUs);
      const row = this.#queue.pop() as number;
      if ((this.#queue.owner[row] as Owner).isAlive) return row;
      this.#queue.release(row);
    }
  }

  #reached(horizonUs: number): undefined {
    this.#nowUs = horizonUs;
    if (horizonUs === this.#untilUs) return this.#stop({ kind: 'until' });
    return this.#stop({ kind: 'bound', bound: 'virtual-time', limit: horizonUs });
  }

  #stop(end: RunEnd): undefined {
    this.#end = end;
    return undefined;
  }
}
