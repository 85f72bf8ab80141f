// A master that its operator takes for lost, and that is not: it is cut off, stands still, or is started again by its supervisor. The operator puts a
// slave in its place by configuration and restart, so that there are two masters of one name for a while, each with clients that know it. What waits
// for two copies is acknowledged by one of them only; a second master is noticed; and where masters ask for their place, the old one steps down.

import { boolean, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { cutWhereTheyPart } from '../src/oracles/cut-where-they-part.ts';
import { lagReturnsToZero } from '../src/oracles/lag-returns-to-zero.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { oneWriterPerEpoch } from '../src/oracles/one-writer-per-epoch.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { replacedMasterStepsDown } from '../src/oracles/replaced-master-steps-down.ts';
import { replicasSharePrefix } from '../src/oracles/replicas-share-prefix.ts';
import { secondMasterNoticed } from '../src/oracles/second-master-noticed.ts';
import { whereCopiesAreWaitedFor } from '../src/scenario/expected-mark.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { MASTER_MARKS } from '../src/scenario/master-marks.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

interface Order {
  readonly atMs: number;
  readonly messages: number;
  /** Whether its sender waits for the store. */
  readonly waits: boolean;
  readonly bodyBytes: number;
}

const LAST_MS = 100_000;

export const splitBrainByOperator: Scenario<Order> = {
  name: 'split-brain-by-operator',
  doc: 'An operator puts a slave in the place of a master that is only out of his reach: one of the two acknowledges, and the other one is noticed.',
  copies: 2,
  channel: { topic: 'orders', group: 'stock', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1, 1, 2),
    brokers: constantFrom(1, 1, 2),
    producers: constantFrom(1, 2),
    consumers: constantFrom(1, 2),
    queuesPerBroker: constantFrom(1, 2),
    slavesPerBroker: constantFrom(1, 2),
  }),
  conditions: record({
    commitLogFileBytes: constantFrom(2048, 4096, 16_384, 65_536),
    consumeQueueFileUnits: constantFrom(4, 16, 300),
    latencyMinimumUs: constantFrom(50, 200),
    latencyMeanUs: constantFrom(100, 500, 2000),
    interleaveMaximumUs: constantFrom(0, 50, 500),
    handlingMs: constantFrom(0, 0, 5),
    disturbMs: integer({ min: 118_000, max: 122_000 }),
    replication: record({
      transferBatchBytes: constantFrom(300, 1000, 32_768),
      metadataFirstMs: constantFrom(500, 2000),
      metadataIntervalMs: constantFrom(1000, 5000),
      slaveReadEnable: boolean(),
      masterFence: constantFrom('none', 'none', 'name-servers'),
    }),
    splitBrain: record({
      atMs: integer({ min: 5000, max: 14_000 }),
      how: constantFrom('cut-off', 'cut-off', 'isolated', 'paused', 'killed'),
      promoteAfterMs: constantFrom(500, 4000),
      returnAfterMs: constantFrom(1000, 6000, 24_000),
      retireAfterMs: constantFrom(5000, 35_000, 70_000),
      retires: constantFrom('emptied', 'with-its-log'),
      comparedBytes: constantFrom(200, 2000, 1_048_576),
    }),
  }),
  operations: {
    slot: record({
      atMs: integer({ min: 0, max: LAST_MS }),
      messages: constantFrom(1, 1, 2, 4),
      waits: constantFrom(true, true, true, false),
      bodyBytes: constantFrom(1, 20, 300, 900),
    }),
    minimum: 25,
    maximum: 40,
  },
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
    faultSource('disk-stall', { roles: ['slave', 'master'], chancePerCent: 20, maximum: 1 }),
    faultSource('kill-process', { roles: ['consumer'], chancePerCent: 20, maximum: 1 }),
    loseReply,
    slowPath,
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    oneWriterPerEpoch,
    secondMasterNoticed,
    replacedMasterStepsDown,
    replicasSharePrefix,
    cutWhereTheyPart,
    lagReturnsToZero,
    queueFollowsLog,
    lossIsASuffix,
  ],
  reach: [
    MASTER_MARKS.both,
    MASTER_MARKS.strayed,
    MASTER_MARKS.steppedDown,
    MASTER_MARKS.notStarted,
    whereCopiesAreWaitedFor(REPLICA_MARKS.timedOut),
    REPLICA_MARKS.promoted,
    REPLICA_MARKS.cut,
    REPLICA_MARKS.newMasterStored,
  ],
};
