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
  const causes = new CauseClocks(causality);
  const newest = new Map<string, VectorClock>();
  for (const event of events) {
    const before = newest.get(event.machine);
    const clock = merge(before, causes.take(event));
    clock.set(event.machine, (before?.get(event.machine) ?? 0) + 1);
    newest.set(event.machine, clock);
    causes.keep(event, clock);
    yield { event, clock };
  }
}

/** Clocks are kept until the last event that they cause, so that a long run has few of them at a time. */
class CauseClocks {
  readonly #causality: Causality;
  readonly #kept = new Map<TraceEvent, { readonly clock: VectorClock; left: number }>();

  constructor(causality: Causality) {
    this.#causality = causality;
  }

  keep(event: TraceEvent, clock: VectorClock): void {
    const left = this.#causality.childrenOf(event).length;
    if (left > 0) this.#kept.set(event, { clock, left });
  }

  take(event: TraceEvent): VectorClock | undefined {
    const cause = this.#causality.causeOf(event);
    const kept = cause === undefined ? undefined : this.#kept.get(cause);
    if (cause === undefined || kept === undefined) return undefined;
    kept.left -= 1;
    if (kept.left === 0) this.#kept.delete(cause);
    return kept.clock;
  }
}

function merge(one: VectorClock | undefined, other: VectorClock | undefined): Map<string, number> {
  const merged = new Map(one);
  for (const [machine, count] of other ?? []) merged.set(machine, Math.max(count, merged.get(machine) ?? 0));
  return merged;
}
