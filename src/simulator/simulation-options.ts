// What a simulated world is like when nothing is wrong, and its bounds.

import { DEFAULT_DISK, type DiskOptions } from './disk/disk-options.ts';
import type { SimulationHost } from './host.ts';
import type { Latency } from './latency.ts';
import { DEFAULT_NETWORK, type NetworkOptions } from './network/network-options.ts';
import type { TieBreak } from './tie-break.ts';
import type { TraceWindow } from './trace.ts';

export interface SimulationOptions {
  readonly seed: string;
  readonly host: SimulationHost;
  readonly tieBreak: TieBreak;
  readonly network: NetworkOptions;
  readonly disk: DiskOptions;
  /** Time that a lane's worker takes per task. */
  readonly serviceTime: Latency;
  readonly interleaveMaximumUs: number;
  /** Wall time at the start of the run. */
  readonly epochMs: number;
  /** How wrong, either way, the wall clock of a machine may be at the start of the run. */
  readonly clockOffsetMaximumMs: number;
  readonly traceWindow: TraceWindow | undefined;
  readonly eventLimit: number;
  readonly pendingLimit: number;
  readonly virtualTimeLimitUs: number;
}

const DAY_US = 86_400_000_000;

export const SIMULATION_DEFAULTS: Omit<SimulationOptions, 'seed' | 'host'> = {
  tieBreak: 'shuffle',
  network: DEFAULT_NETWORK,
  disk: DEFAULT_DISK,
  serviceTime: { kind: 'uniform', minimumUs: 5, maximumUs: 60 },
  interleaveMaximumUs: 80,
  epochMs: 1_700_000_000_000,
  clockOffsetMaximumMs: 0,
  traceWindow: undefined,
  eventLimit: 20_000_000,
  pendingLimit: 500_000,
  virtualTimeLimitUs: 400 * DAY_US,
};
