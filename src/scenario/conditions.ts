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
  /** Slots and entries of a key index file. */
  readonly indexSlots: number;
  readonly indexEntries: number;
  /** Time that a consumer's handler takes per message. */
  readonly handlingMs: number;
  readonly disturbMs: number;
  /** How wrong, either way, the wall clock of a machine may be from the start. */
  readonly clockOffsetMaximumMs: number;
  /** Each packet takes longer by an amount of its own, up to this, from the start to the end of the run. */
  readonly jitterMaximumUs: number;
  /** What is written to a stream travels in pieces that are cut after any byte, up to this many; 0: as it was written. */
  readonly pieceMaximumBytes: number;
  /** What a machine can send in a second; 0: as much as it likes. */
  readonly bytesPerSecond: number;
}
