// What a disk is like when nothing is wrong, and what a power loss may do to it.

import type { Latency } from '../latency.ts';

export interface DiskOptions {
  readonly sync: Latency;
  /** Open, list, rename, remove. */
  readonly directory: Latency;
  /** What a sync takes on top for each mebibyte that was written since the last one. */
  readonly usPerMebibyte: number;
  /** What the device writes as a whole. */
  readonly sectorBytes: 512 | 4096;
  /** Whether a power loss can end a write in the middle of a sector. */
  readonly tearsSectors: boolean;
  /**
   * Whether sectors that were cut off and regained by growing may show their old bytes after a power loss, although the cut itself
   * survived: file systems that journal names and sizes, but order no data (ext4 with `data=writeback`).
   */
  readonly keepsCutBytes: boolean;
  /** What it holds, counted in whole pages; a disk without it never runs full on its own. */
  readonly capacityBytes?: number;
  /** Taken of it by others, from the start and for good. */
  readonly takenBytes?: number;
}

export const DEFAULT_DISK: DiskOptions = {
  sync: { kind: 'exponential', minimumUs: 80, meanUs: 150, maximumUs: 20_000 },
  directory: { kind: 'uniform', minimumUs: 20, maximumUs: 80 },
  usPerMebibyte: 0,
  sectorBytes: 512,
  tearsSectors: true,
  keepsCutBytes: false,
};
