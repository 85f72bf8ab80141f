// Consumers that stay away for a part of the run, all of them, whatever else befalls each; at heal they are back.

import type { Holds } from '../simulator/fault/holds.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Conditions } from './conditions.ts';

export interface Absentees {
  readonly simulation: Simulation;
  readonly consumers: readonly Machine[];
  readonly holds: Holds;
}

/** Counted from now. */
export function scheduleAbsence(
  { simulation, consumers, holds }: Absentees,
  { consumersLeaveMs, consumersReturnMs }: Conditions,
): void {
  if (consumersReturnMs <= consumersLeaveMs) return;
  const startMs = simulation.nowMs;
  for (const [ordinal, machine] of consumers.entries()) {
    simulation.at(startMs + consumersLeaveMs, { purpose: 'consumer leaves', ordinal }, () => {
      holds.stop(machine);
    });
    simulation.at(startMs + consumersReturnMs, { purpose: 'consumer returns', ordinal }, () => {
      holds.release(machine);
    });
  }
}
