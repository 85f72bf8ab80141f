// Lays the events of two runs side by side. An event is the same event where it has the same identity, which is a hash of its cause, and is
// of the same kind on the same machine; then it may have moved in time. What is only in one run is mostly there because what caused it is
// only there too: those are followers, and the event whose cause both runs have is where they parted.

import type { TraceEvent } from '../../simulator/trace.ts';

export interface EventComparison {
  /** The first number at which the runs have another event; undefined when all are the same. */
  readonly first: EventPair | undefined;
  /** Events of both runs at the same time. */
  readonly same: number;
  /** Events of both runs at another time. */
  readonly moved: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** Events of the longer run after the other one was over, and not in it. */
  readonly after: { readonly left: number; readonly right: number };
  /** In the order in which they happened. */
  readonly partings: readonly Parting[];
}

export interface EventPair {
  readonly number: number;
  /** Undefined on the side whose run was over. */
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
  /** The same event in the other run, which has it elsewhere or at another time. */
  readonly leftInRight: TraceEvent | undefined;
  readonly rightInLeft: TraceEvent | undefined;
  /** Of the event that is only in one run, or moved, as far as it is an event of both. */
  readonly cause: TraceEvent | undefined;
}

/** A place where one cause, which both runs have, came to something else. */
export interface Parting {
  /** As the left run has it; undefined for what no event of a run caused: plan slots, the start of processes. */
  readonly cause: TraceEvent | undefined;
  readonly left: readonly Branch[];
  readonly right: readonly Branch[];
  /** When the first of them happened. */
  readonly atUs: number;
}

export interface Branch {
  readonly event: TraceEvent;
  /** Events that happened because of it, and only in this run. */
  readonly followers: number;
}

export function compareEvents(left: readonly TraceEvent[], right: readonly TraceEvent[]): EventComparison {
  const sides = { left: new Side(left), right: new Side(right) };
  const endUs = Math.min(sides.left.endUs, sides.right.endUs);
  const onlyLeft = sides.left.without(sides.right, endUs);
  const onlyRight = sides.right.without(sides.left, endUs);
  let same = 0;
  let moved = 0;
  for (const event of left) {
    const other = sides.right.counterpart(event);
    if (other === undefined) continue;
    if (other.timeUs === event.timeUs) same += 1;
    else moved += 1;
  }
  return {
    first: firstPair(sides.left, sides.right),
    same,
    moved,
    onlyLeft: onlyLeft.count,
    onlyRight: onlyRight.count,
    after: { left: onlyLeft.after, right: onlyRight.after },
    partings: partingsOf(sides.left, onlyLeft.branches, onlyRight.branches),
  };
}

/** What one run has and the other has not. */
interface Only {
  readonly count: number;
  readonly after: number;
  readonly branches: readonly Branch[];
}

class Side {
  readonly events: readonly TraceEvent[];
  readonly #byIdentity: ReadonlyMap<string, TraceEvent>;

  constructor(events: readonly TraceEvent[]) {
    this.events = events;
    this.#byIdentity = new Map(events.map((event) => [event.identity, event]));
  }

  get endUs(): number {
    return this.events.at(-1)?.timeUs ?? 0;
  }

  find(identity: string): TraceEvent | undefined {
    return this.#byIdentity.get(identity);
  }

  /** This side's event that is the same as the other's. */
  counterpart({ identity, label, machine }: TraceEvent): TraceEvent | undefined {
    const event = this.find(identity);
    return event?.label === label && event.machine === machine ? event : undefined;
  }

  without(other: Side, endUs: number): Only {
    const rootOf = new Map<string, string>();
    const branches = new Map<string, { readonly event: TraceEvent; followers: number }>();
    let [count, after] = [0, 0];
    for (const event of this.events) {
      if (other.counterpart(event) !== undefined) continue;
      if (event.timeUs > endUs) {
        after += 1;
        continue;
      }
      count += 1;
      const root = rootOf.get(event.cause);
      rootOf.set(event.identity, root ?? event.identity);
      const branch = root === undefined ? undefined : branches.get(root);
      if (branch === undefined) branches.set(event.identity, { event, followers: 0 });
      else branch.followers += 1;
    }
    return { count, after, branches: [...branches.values()] };
  }
}

function firstPair(left: Side, right: Side): EventPair | undefined {
  const count = Math.max(left.events.length, right.events.length);
  for (let index = 0; index < count; index += 1) {
    const [one, other] = [left.events[index], right.events[index]];
    if (one !== undefined && other !== undefined && isSame(one, other)) continue;
    const leftInRight = one === undefined ? undefined : right.counterpart(one);
    const rightInLeft = other === undefined ? undefined : left.counterpart(other);
    const cause = left.find((leftInRight === undefined ? one : other)?.cause ?? '');
    return { number: index + 1, left: one, right: other, leftInRight, rightInLeft, cause };
  }
  return undefined;
}

function isSame(one: TraceEvent, other: TraceEvent): boolean {
  return (
    one.identity === other.identity &&
    one.timeUs === other.timeUs &&
    one.label === other.label &&
    one.machine === other.machine &&
    one.detail === other.detail
  );
}

function partingsOf(
  leftSide: Side,
  onlyLeft: readonly Branch[],
  onlyRight: readonly Branch[],
): readonly Parting[] {
  const byCause = new Map<string, { left: Branch[]; right: Branch[]; atUs: number }>();
  for (const [side, branches] of [
    ['left', onlyLeft],
    ['right', onlyRight],
  ] as const) {
    for (const branch of branches) {
      const { cause, timeUs } = branch.event;
      const parting = byCause.get(cause) ?? { left: [], right: [], atUs: timeUs };
      parting[side].push(branch);
      parting.atUs = Math.min(parting.atUs, timeUs);
      byCause.set(cause, parting);
    }
  }
  const partings = [...byCause].map(([cause, parting]) => ({ ...parting, cause: leftSide.find(cause) }));
  return partings.sort((one, other) => one.atUs - other.atUs);
}
