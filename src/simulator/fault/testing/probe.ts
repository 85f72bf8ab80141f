// What a probe is: a fault and how its striking shows. The times and the victim that most probes share.

import type { Fault } from '../fault.ts';
import type { Window } from './journal.ts';

export interface Probe {
  /** Its times are the table's: it begins at once and ends before heal. */
  readonly fault: Fault;
  /** True while the fault is on; false before it and after heal. */
  isStruck(seen: Window): boolean;
}

export const TIMES = { atMs: 0, durationMs: 2500 } as const;
export const DOWN_TIMES = { atMs: 0, downMs: 2500 } as const;
export const SERVER = { role: 'server', index: 0 } as const;
/** Its name. */
export const NAME = 'server-0';
