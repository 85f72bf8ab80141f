// Disks that people have, as the simulator's figures: what a sync and a change of a directory take, and what each mebibyte adds. Orders of
// magnitude with a long tail, each from a public source; measure your own where it matters.

import type { DiskOptions } from './disk-options.ts';
import { DEFAULT_DISK } from './disk-options.ts';

/**
 * A local flash drive of a server: program latency 10 to 30 µs into a protected write buffer, about 2 GB/s of sequential writes. Data
 * sheets of Samsung PM9A3 and Intel P4510; without such a buffer a flush takes 0.5 to 5 ms ("fsync on consumer SSDs", Percona 2018).
 */
export const NVME: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 30, meanUs: 60, maximumUs: 10_000 },
  directory: { kind: 'uniform', minimumUs: 10, maximumUs: 60 },
  usPerMebibyte: 500,
  sectorBytes: 4096,
};

/**
 * A network volume: "single-digit millisecond" latency and 125 MiB/s as the base of AWS EBS gp3 (EBS volume types, user guide); a sync is
 * one or two of its writes, rarely some hundred milliseconds.
 */
export const CLOUD_VOLUME: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 500, meanUs: 1200, maximumUs: 300_000 },
  directory: { kind: 'uniform', minimumUs: 50, maximumUs: 500 },
  usPerMebibyte: 8000,
  sectorBytes: 4096,
};

/**
 * A disk with 7,200 turns a minute: 4.2 ms for half a turn and about 8 ms for an average seek, some 200 MB/s in sequence (data sheet of
 * Seagate Exos 7E8). A sync writes data and journal: one seek at least, more when others are in the queue.
 */
export const SPINNING_DISK: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 4000, meanUs: 9000, maximumUs: 500_000 },
  directory: { kind: 'uniform', minimumUs: 50, maximumUs: 12_000 },
  usPerMebibyte: 5000,
  sectorBytes: 512,
};
