// A master that goes in the middle of its work: its process, its power, or its disk. Its operator waits for it, or puts a slave in its place by
// configuration and restart, and brings the old machine back as a slave with an empty disk. Meanwhile consumers may read from slaves, and
// producers go on with what is left. What was acknowledged under synchronous double write survives all of it.

import { type Arbitrary, boolean, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { confirmedIsCopied } from '../src/oracles/confirmed-is-copied.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lagReturnsToZero } from '../src/oracles/lag-returns-to-zero.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetNeverBack } from '../src/oracles/offset-never-back.ts';
import { oneWriter } from '../src/oracles/one-writer.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { replicasSharePrefix } from '../src/oracles/replicas-share-prefix.ts';
import { slaveKeepsProgress } from '../src/oracles/slave-keeps-progress.ts';
import { whereCopiesAreWaitedFor } from '../src/scenario/expected-mark.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

interface Order {
  readonly atMs: number;
  readonly messages: number;
  /** Whether its sender waits for the store. */
  readonly waits: boolean;
  readonly bodyBytes: number;
}

const LAST_MS = 32_000;
const LOSS_MS = { min: 5000, max: 14_000 } as const;

/**
 * A slave that is out when the disk of its master goes is the second copy of two: a few runs have that, by the faults that strike at any time.
 * Most faults of slaves leave them time to catch up, or come when the master is gone already.
 */
const BEFORE_LOSS = { atMs: [100, 700, 1500, 2500], downMs: [10, 100, 1000, 1500] } as const;
const AFTER_LOSS = { atMs: [14_500, 15_500, 17_000, 20_000, 24_000, 29_000] } as const;

const order: Arbitrary<Order> = record({
  atMs: integer({ min: 0, max: LAST_MS }),
  messages: constantFrom(1, 1, 2, 4),
  waits: constantFrom(true, true, true, false),
  bodyBytes: constantFrom(1, 20, 300, 900),
});

export const masterLoss: Scenario<Order> = {
  name: 'master-loss',
  doc: 'A master loses its process, its power or its disk; a slave takes its place, or nobody does: what double write acknowledged survives.',
  copies: 2,
  channel: { topic: 'orders', group: 'stock', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: constantFrom(1, 1, 2),
    producers: constantFrom(1),
    consumers: constantFrom(1, 1, 2),
    queuesPerBroker: constantFrom(1, 2),
    slavesPerBroker: constantFrom(1, 2),
  }),
  conditions: record({
    commitLogFileBytes: constantFrom(2048, 4096, 16_384, 65_536),
    consumeQueueFileUnits: constantFrom(4, 16, 300),
    latencyMinimumUs: constantFrom(50, 200),
    latencyMeanUs: constantFrom(100, 500, 2000),
    handlingMs: constantFrom(0, 0, 5),
    disturbMs: integer({ min: 34_000, max: 40_000 }),
    replication: record({
      transferBatchBytes: constantFrom(300, 1000, 32_768),
      metadataFirstMs: constantFrom(500, 2000),
      metadataIntervalMs: constantFrom(1000, 5000),
      slaveReadEnable: boolean(),
    }),
    masterLoss: record({
      atMs: integer(LOSS_MS),
      how: constantFrom('killed' as const, 'power-lost' as const, 'disk-wiped' as const),
      promoteAfterMs: constantFrom(0, 1000, 4000, 4000),
      returnAfterMs: constantFrom(1000, 4000, 12_000, 24_000),
      operator: constantFrom('careful' as const, 'careful' as const, 'careful' as const, 'hasty' as const),
    }),
  }),
  operations: { slot: order, minimum: 25, maximum: 40 },
  startMs: ({ atMs }) => atMs,
  async execute({ messages, waits, bodyBytes }, { slot, sendLoose }) {
    const key = `order-${slot}`;
    const all = Array.from({ length: messages }, (_, ordinal) => ({
      key,
      ordinal,
      body: encodeText(`${key} ${ordinal} `.padEnd(bodyBytes, '.')),
    }));
    await Promise.all(all.map((message) => sendLoose([message], waits ? {} : { waitsForStore: false })));
  },
  faults: [
    faultSource('kill-process', { roles: ['slave'], fields: BEFORE_LOSS, chancePerCent: 25, maximum: 2 }),
    faultSource('kill-process', { roles: ['slave'], fields: AFTER_LOSS, chancePerCent: 25, maximum: 2 }),
    faultSource('isolate', { roles: ['slave'], fields: AFTER_LOSS, chancePerCent: 15, maximum: 1 }),
    faultSource('kill-process', { roles: ['slave'], chancePerCent: 20, maximum: 1 }),
    faultSource('isolate', { roles: ['slave'], chancePerCent: 12, maximum: 1 }),
    faultSource('disk-stall', { roles: ['slave', 'master'], chancePerCent: 20, maximum: 1 }),
    faultSource('kill-process', { roles: ['consumer'], chancePerCent: 20, maximum: 1 }),
    loseReply,
    slowPath,
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    oneWriter,
    slaveKeepsProgress,
    confirmedIsCopied,
    replicasSharePrefix,
    lagReturnsToZero,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
    offsetNeverBack,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    whereCopiesAreWaitedFor(REPLICA_MARKS.timedOut),
    REPLICA_MARKS.promoted,
    REPLICA_MARKS.readFromSlave,
    REPLICA_MARKS.newMasterStored,
  ],
};
