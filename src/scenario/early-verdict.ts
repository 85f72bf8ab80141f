// What an end of the simulation means for the run that is under way: nothing, where it was asked for or awaited.

import type { RunEnd } from '../simulator/run-end.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Verdict } from './run-result.ts';

/** Undefined: the run goes on. Bounds on events may have been asked for. */
export function earlyVerdict(end: RunEnd, simulation: Simulation, isAsked: boolean): Verdict | undefined {
  switch (end.kind) {
    case 'until':
    case 'halted':
      return undefined;
    case 'crashed':
      return { kind: 'crashed', machine: end.machine, stack: end.stack };
    case 'idle':
      return { kind: 'stalled', why: `nothing is left to happen\n${simulation.describeState()}` };
    case 'bound':
      return isAsked
        ? { kind: 'undecided', why: `stopped at event ${end.limit} as asked` }
        : { kind: 'stalled', why: `more than ${end.limit} ${end.bound}\n${simulation.describeState()}` };
  }
}
