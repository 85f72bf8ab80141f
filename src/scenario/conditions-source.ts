// Which circumstances are drawn. Ranges are chosen so that boundaries are met often: files of a few records, latencies from a rack to a
// slow continent, loss from none to one packet in fifty.

import { type Arbitrary, constant, constantFrom, integer, oneof, record } from 'fast-check';
import type { Conditions } from './conditions.ts';

export const CONDITIONS: Arbitrary<Conditions> = record({
  tieBreak: constantFrom<Conditions['tieBreak']>(
    'first-in-first-out',
    'shuffle',
    'shuffle',
    { kind: 'priority', changePoints: 3 },
    { kind: 'priority', changePoints: 30 },
  ),
  latencyMinimumUs: constantFrom(50, 200, 1000),
  latencyMeanUs: constantFrom(100, 500, 2000, 10_000),
  latencyMaximumUs: constantFrom(20_000, 100_000),
  pairLatencyUs: constantFrom(0, 200, 5000),
  lossPerMillion: constantFrom(0, 0, 100, 2000, 20_000),
  diskSyncMeanUs: constantFrom(50, 200, 5000),
  serviceTimeMaximumUs: constantFrom(50, 500, 5000),
  interleaveMaximumUs: constantFrom(0, 50, 500, 5000),
  commitLogFileBytes: oneof(integer({ min: 2048, max: 8192 }), constantFrom(16_384, 65_536, 1_048_576)),
  consumeQueueFileUnits: constantFrom(4, 16, 300, 3000),
  handlingMs: constantFrom(0, 0, 1, 10, 50),
  disturbMs: integer({ min: 15_000, max: 40_000 }),
  clockOffsetMaximumMs: constantFrom(0, 0, 300, 10_000),
  disk: constantFrom<Conditions['disk']>('plain', 'plain', 'plain', 'nvme', 'cloud-volume', 'spinning-disk'),
  jitterMaximumUs: constantFrom(0, 0, 0, 0, 1000, 30_000),
  // The payload of an Ethernet frame, and less than most requests have.
  pieceMaximumBytes: constantFrom(0, 0, 0, 0, 0, 0, 1448, 400),
  bytesPerSecond: constantFrom(0, 0, 0, 0, 0, 125_000),
  indexSlots: constantFrom(4, 16, 64),
  indexEntries: constantFrom(20, 60, 400),
  diskSegments: constant(0),
  reservedMs: constant(0),
  cleanIntervalMs: constant(0),
  hotLogBytes: constant(0),
  consumersLeaveMs: constant(0),
  consumersReturnMs: constant(0),
  delayTable: constant<Conditions['delayTable']>('own'),
  consumerAllocation: constant<Conditions['consumerAllocation']>('average'),
  autoCreateTopic: constant(true),
});
