// What conditions are when nothing special is meant by them: a flat latency, no loss, events in the order in which they were asked for, files
// that nobody fills, quick disks and right clocks. Values that belong together change together.

import type { Conditions } from '../../scenario/conditions.ts';

export const CALM: readonly Partial<Conditions>[] = [
  { tieBreak: 'first-in-first-out' },
  { latencyMinimumUs: 500, latencyMeanUs: 0, latencyMaximumUs: 500 },
  { pairLatencyUs: 0 },
  { lossPerMillion: 0 },
  { jitterMaximumUs: 0 },
  { pieceMaximumBytes: 0 },
  { bytesPerSecond: 0 },
  { disk: 'plain', diskSyncMeanUs: 50 },
  { serviceTimeMaximumUs: 50 },
  { interleaveMaximumUs: 0 },
  { commitLogFileBytes: 1_048_576 },
  { consumeQueueFileUnits: 3000 },
  { indexSlots: 64, indexEntries: 400 },
  { handlingMs: 0 },
  { clockOffsetMaximumMs: 0 },
];
