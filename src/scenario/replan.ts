// Another future for a plan: what begins up to a moment stays, with all its numbers; what begins later is that of another draw from the
// same scenario. So as much trouble is to be expected after the moment as in any run, and of no class more than a run may have.

import type { FaultSlot } from '../simulator/fault/fault.ts';
import { drawSlots, type SlotLimits, slotLimits, sourceOfSlot } from './draw-plan.ts';
import type { OperationSlot, Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';

export interface Replanning {
  /** Milliseconds from the start of the disturb phase; what begins then stays. Negative: before it. */
  readonly afterMs: number;
  /** Each text is another future. */
  readonly salt: string;
}

export function replan(scenario: Scenario, plan: Plan, { afterMs, salt }: Replanning): Plan {
  const drawn = drawSlots(scenario, `${scenario.name}/${plan.seed}/again ${salt}`, plan.profile);
  const limits = slotLimits(scenario, plan.profile);
  const isKept = ({ operation }: OperationSlot) => scenario.startMs(operation) <= afterMs;
  const operations = plan.operations.filter(isKept);
  const later = drawn.operations.filter((slot) => !isKept(slot));
  const faults = plan.faults.filter(({ fault }) => fault.atMs <= afterMs);
  return {
    ...plan,
    operations: [
      ...operations,
      ...renumbered(later.slice(0, Math.max(0, limits.operations - operations.length)), plan.operations),
    ],
    faults: [...faults, ...renumbered(laterFaults(drawn.faults, faults, { afterMs, limits }), plan.faults)],
  };
}

/** Of each source as many as the kept ones leave room for. */
function laterFaults(
  drawn: readonly FaultSlot[],
  kept: readonly FaultSlot[],
  { afterMs, limits }: { readonly afterMs: number; readonly limits: SlotLimits },
): readonly FaultSlot[] {
  const counts = new Map<number, number>();
  const isWithin = ({ slot }: FaultSlot) => {
    const source = sourceOfSlot(slot);
    const count = (counts.get(source) ?? 0) + 1;
    counts.set(source, count);
    return count <= (limits.faults[source] ?? 0);
  };
  for (const slot of kept) isWithin(slot);
  return drawn.filter(({ fault }) => fault.atMs > afterMs).filter(isWithin);
}

/** With numbers that no slot of the plan has. */
function renumbered<Slot extends { readonly slot: number }>(
  slots: readonly Slot[],
  known: readonly Slot[],
): readonly Slot[] {
  const first = known.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
  return slots.map((slot) => ({ ...slot, slot: first + slot.slot }));
}
