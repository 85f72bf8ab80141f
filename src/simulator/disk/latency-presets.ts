// Three kinds of disk as the simulator's figures: what a sync and a change of a directory take, and what each mebibyte adds. Orders of
// magnitude with a long tail, chosen to fit the sources named; measure your own where it matters.

import type { DiskOptions } from './disk-options.ts';
import { DEFAULT_DISK } from './disk-options.ts';

/**
 * A flash drive of a server whose write buffer outlives a power loss: an fsync takes tens of microseconds there (12 to 58 measured), about a
 * millisecond on a drive without such a buffer ("SSDs, power loss protection and fsync latency", smalldatum.blogspot.com, 2026).
 */
export const NVME: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 30, meanUs: 60, maximumUs: 10_000 },
  directory: { kind: 'uniform', minimumUs: 10, maximumUs: 60 },
  usPerMebibyte: 500,
  sectorBytes: 4096,
};

/**
 * A network volume such as AWS gp3: 125 MiB/s at its base size and single-digit milliseconds ("Amazon EBS volume types"). The share of a
 * millisecond and the tail are chosen.
 */
export const CLOUD_VOLUME: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 500, meanUs: 1200, maximumUs: 300_000 },
  directory: { kind: 'uniform', minimumUs: 50, maximumUs: 500 },
  usPerMebibyte: 8000,
  sectorBytes: 4096,
};

/**
 * A disk with 7,200 turns a minute: half a turn takes 4.2 ms, a seek adds about as much again, and a sync is one seek at least. The
 * sequential rate of 200 MiB/s and the tail are chosen.
 */
export const SPINNING_DISK: DiskOptions = {
  ...DEFAULT_DISK,
  sync: { kind: 'exponential', minimumUs: 4000, meanUs: 9000, maximumUs: 500_000 },
  directory: { kind: 'uniform', minimumUs: 50, maximumUs: 12_000 },
  usPerMebibyte: 5000,
  sectorBytes: 512,
};
