// Producers pile up what nobody consumes, on disks that hold little for a time that is short; then the consumers come back, some of them to
// messages that are gone (mission E: very large backlogs, retention by time and by disk).
//
// Without slaves: retention of seconds takes what a slave that was away still needs, and the classic protocol has nothing for it then (facts 3.2).

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { BEHIND_MINIMUM } from '../src/messaging/broker/pull-handler.ts';
import { RETENTION_MARKS } from '../src/messaging/store/retention.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { indexComplete } from '../src/oracles/index-complete.ts';
import { leastOffsetRises } from '../src/oracles/least-offset-rises.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { orderPerKey } from '../src/oracles/order-per-key.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
  clockTrouble,
  partition,
  slowDisk,
  slowProcesses,
} from '../src/scenario/fault-source.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

interface Batch {
  readonly atMs: number;
  readonly count: number;
  readonly noteBytes: number;
}

/** Keys are of one length, so that most records are: then each segment holds as many, at the same places. */
const KEY_DIGITS = 4;

const batch: Arbitrary<Batch> = record({
  atMs: integer({ min: 0, max: 20_000 }),
  count: integer({ min: 2, max: 8 }),
  noteBytes: constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 300),
});

export const backlog: Scenario<Batch> = {
  name: 'backlog',
  doc: 'Producers pile up messages while consumers stay away and retention removes segments by age and on full disks; then consumers come back and drain what is left.',
  channel: { topic: 'events', group: 'archive', isStrictlyOrdered: true, consumption: 'orderly' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: integer({ min: 1, max: 3 }),
    consumers: integer({ min: 1, max: 3 }),
    queuesPerBroker: integer({ min: 1, max: 6 }),
  }),
  conditions: record({
    commitLogFileBytes: integer({ min: 1024, max: 2560 }),
    consumeQueueFileUnits: constantFrom(2, 4, 4, 16, 300),
    diskSegments: constantFrom(0, 6, 10, 16),
    reservedMs: constantFrom(0, 2000, 2000, 5000, 15_000),
    cleanIntervalMs: constantFrom(200, 200, 1000, 3000),
    hotLogBytes: constantFrom(0, 2000, 20_000),
    handlingMs: constantFrom(0, 1, 10, 50),
    /** Slow readers meet retention more often. */
    interleaveMaximumUs: constantFrom(50, 5000, 20_000, 60_000, 60_000),
    consumersLeaveMs: constantFrom(0, 2000, 6000),
    consumersReturnMs: integer({ min: 8000, max: 24_000 }),
  }),
  operations: { slot: batch, minimum: 45, maximum: 65 },
  startMs: ({ atMs }) => atMs,
  async execute({ count, noteBytes }, { slot, send }) {
    const key = `event-${String(slot).padStart(KEY_DIGITS, '0')}`;
    const sends: Promise<unknown>[] = [];
    for (let ordinal = 0; ordinal < count; ordinal += 1) {
      sends.push(send({ key, ordinal }, encodeText(`${key} ${ordinal}${'.'.repeat(noteBytes)}`)));
    }
    await Promise.all(sends);
  },
  faults: [
    brokerKill,
    brokerPowerLoss,
    brokerCrashInWrite,
    partition,
    clientLeave,
    slowDisk,
    ...slowProcesses,
    ...clockTrouble,
  ],
  oracles: [
    orderPerKey,
    noLostMessage,
    noPhantom,
    leastOffsetRises,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
    indexComplete,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.ownerChanged,
    MARKS.removedUnhandled,
    BEHIND_MINIMUM,
    RETENTION_MARKS.expired,
    RETENTION_MARKS.forced,
    RETENTION_MARKS.refused,
    RETENTION_MARKS.underReader,
    RETENTION_MARKS.queueSegment,
  ],
};
