// The drawn circumstances of a run that are not faults: how fast, how lossy, how large the files. An option that the design sets wins.

import type { TieBreak } from '../simulator/tie-break.ts';

export const DISK_KINDS = ['plain', 'nvme', 'cloud-volume', 'spinning-disk'] as const;
export type DiskKind = (typeof DISK_KINDS)[number];

export interface Conditions {
  readonly tieBreak: TieBreak;
  readonly latencyMinimumUs: number;
  readonly latencyMeanUs: number;
  readonly latencyMaximumUs: number;
  readonly pairLatencyUs: number;
  readonly lossPerMillion: number;
  /** What every machine writes to; a plain disk syncs as `diskSyncMeanUs` says. */
  readonly disk: DiskKind;
  readonly diskSyncMeanUs: number;
  readonly serviceTimeMaximumUs: number;
  readonly interleaveMaximumUs: number;
  readonly commitLogFileBytes: number;
  readonly consumeQueueFileUnits: number;
  /** Time that a consumer's handler takes per message. */
  readonly handlingMs: number;
  readonly disturbMs: number;
  /** How wrong, either way, the wall clock of a machine may be from the start. */
  readonly clockOffsetMaximumMs: number;
}
