// Bursts of messages that brokers with few workers, short queues and slow disks cannot take: they refuse what is too much, and producers turn
// to other brokers until their attempts are used up. What was refused is not stored, what was acknowledged is kept, and when the bursts are
// over everything that is kept is handled.
//
// Where there are slaves, a broker may lose its disk and those of all its slaves at once. That is more than any mode of replication survives: what
// they had is owed no more. What other brokers have is, and what this one takes afterwards.

import { type Arbitrary, constantFrom, integer, option, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { OVERLOAD_MARKS } from '../src/messaging/broker/impatient-lane.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { refusedNotStored } from '../src/oracles/refused-not-stored.ts';
import type { BrokerConditions } from '../src/scenario/conditions.ts';
import { whereCopiesAreWaitedFor } from '../src/scenario/expected-mark.ts';
import { brokerKill, clientLeave, faultSource, loseReply, partition } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { REPLICATION, slaves } from '../src/scenario/slaves.ts';

export interface Rush {
  readonly atMs: number;
  /** Sends that begin at once. */
  readonly sends: number;
  /** Messages of each. */
  readonly batch: number;
  readonly noteBytes: number;
}

const RUSHES_MS = [0, 2000, 9000, 20_000] as const;

const rush: Arbitrary<Rush> = record({
  atMs: constantFrom(...RUSHES_MS),
  sends: integer({ min: 2, max: 10 }),
  batch: constantFrom(1, 1, 1, 3),
  noteBytes: constantFrom(0, 0, 100, 400),
});

const broker: Arbitrary<BrokerConditions> = record({
  sendWorkers: constantFrom(1, 1, 2, 4),
  sendQueueBound: constantFrom(2, 8, 10_000),
  sendMaxWaitMs: constantFrom(20, 200, 200),
  pageCacheBusyTimeoutMs: constantFrom(2, 20, 1000),
});

export const overload: Scenario<Rush> = {
  name: 'overload',
  doc: 'Bursts of messages for brokers with few workers, short queues and slow disks, which refuse what is too much while some of them die.',
  channel: { topic: 'rush', group: 'counters', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  /** Masters and slaves that cannot keep up, and now and then a broker that loses all its copies. */
  slaves: slaves(
    constantFrom(0, 0, 0, 1, 1, 2),
    record({
      replication: REPLICATION,
      groupLoss: option(
        record({
          atMs: constantFrom(1000, 2050, 2500, 9020, 9300, 15_000),
          downMs: constantFrom(200, 3000, 10_000),
        }),
        { nil: undefined, freq: 2 },
      ),
    }),
  ),
  conditions: record({
    disturbMs: integer({ min: 22_000, max: 30_000 }),
    serviceTimeMaximumUs: constantFrom(500, 20_000, 60_000),
    commitLogFileBytes: integer({ min: 2048, max: 8192 }),
    broker,
  }),
  operations: { slot: rush, minimum: 6, maximum: 12 },
  startMs: ({ atMs }) => atMs,
  async execute({ sends, batch, noteBytes }, { slot, sendLoose }) {
    const body = encodeText('.'.repeat(1 + noteBytes));
    const all: Promise<unknown>[] = [];
    for (let send = 0; send < sends; send += 1) {
      const key = `rush-${slot}-${send}`;
      all.push(sendLoose(Array.from({ length: batch }, (_, ordinal) => ({ key, ordinal, body }))));
    }
    await Promise.all(all);
  },
  faults: [
    { ...brokerKill, chancePerCent: 40 },
    clientLeave,
    { ...partition, chancePerCent: 40 },
    loseReply,
    faultSource('disk-stall', { roles: ['broker'], chancePerCent: 70, maximum: 3 }),
    faultSource('slow-processor', { roles: ['broker'], chancePerCent: 40, maximum: 2 }),
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    refusedNotStored,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
  ],
  reach: [
    OVERLOAD_MARKS.expired,
    OVERLOAD_MARKS.busyPageCache,
    OVERLOAD_MARKS.emptied,
    MARKS.laneFull,
    MARKS.sendRejected,
    MARKS.unknownSend,
    MARKS.deliveredTwice,
    whereCopiesAreWaitedFor(REPLICA_MARKS.timedOut),
    REPLICA_MARKS.begunAnew,
  ],
};
