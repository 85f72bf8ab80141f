// The decisions of retention, pure (facts 2.17; DefaultMessageStore.java `CleanCommitLogService`): whether messages are taken, and which
// segments may go. Reading the disk and removing files is retention.ts.

import type { DiskUsage } from '../../environment/disk.ts';
import type { RetentionOptions } from './retention-options.ts';

export interface RetentionMoment {
  readonly wallMs: number;
  readonly usedPerCent: number;
  /** An operator asked for it. */
  readonly isAsked: boolean;
}

/** Which segments may go: none, those that are old enough, or the oldest whatever their age. */
export type RetentionVerdict = 'none' | 'expired' | 'any-age';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

export function retentionVerdict(moment: RetentionMoment, options: RetentionOptions): RetentionVerdict {
  const { wallMs, usedPerCent, isAsked } = moment;
  if (usedPerCent > options.diskCleanForciblyPerCent) return options.cleanForcibly ? 'any-age' : 'expired';
  const isDue =
    isAsked || usedPerCent > options.diskMaxUsedPerCent || isTimeToDelete(options.deleteWhen, wallMs);
  return isDue ? 'expired' : 'none';
}

/** By the hours of UTC. */
export function isTimeToDelete(deleteWhen: string, wallMs: number): boolean {
  const hour = Math.floor(wallMs / HOUR_MS) % DAY_HOURS;
  return deleteWhen.split(';').some((text) => Number(text) === hour);
}

/** Rounded up, as UtilAll.java `getDiskPartitionSpaceUsedPercent`. */
export function usedPerCent({ usedBytes, availableBytes }: DiskUsage): number {
  const wholeBytes = usedBytes + availableBytes;
  return wholeBytes === 0 ? 100 : Math.ceil((usedBytes * 100) / wholeBytes);
}
