// Vector clocks for the events of a run: what happened before what. Events of one machine follow each other; an event also follows its
// cause, on whichever machine that was.

import type { TraceEvent } from '../../simulator/trace.ts';
import { Causality } from './causality.ts';

/** Events of each machine that happened before or are this one; machines of which none did are left out. */
export type VectorClock = ReadonlyMap<string, number>;

export interface ClockedEvent {
  readonly event: TraceEvent;
  readonly clock: VectorClock;
}

/** Of all events, in their order; the world, which has no name, is a machine as well. */
export function* clockedEvents(events: readonly TraceEvent[]): Generator<ClockedEvent> {
  const causality = new Causality(events);
  const byIdentity = new Map<string, VectorClock>();
  const newest = new Map<string, VectorClock>();
  for (const event of events) {
    const { machine, identity } = event;
    const before = newest.get(machine);
    const cause = causality.causeOf(event);
    const clock = merge(before, cause === undefined ? undefined : byIdentity.get(cause.identity));
    clock.set(machine, (before?.get(machine) ?? 0) + 1);
    newest.set(machine, clock);
    byIdentity.set(identity, clock);
    yield { event, clock };
  }
}

function merge(one: VectorClock | undefined, other: VectorClock | undefined): Map<string, number> {
  const merged = new Map(one);
  for (const [machine, count] of other ?? []) merged.set(machine, Math.max(count, merged.get(machine) ?? 0));
  return merged;
}
