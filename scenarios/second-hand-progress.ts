// What slaves know of groups and delayed messages at second hand, and what becomes of it: members of a group come and go and ask where it is, while
// slaves know only where it was a while ago; a master dies, and a slave that takes its place goes on with what it last heard.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { PROPERTY } from '../src/messaging/message/properties.ts';
import { delayKept } from '../src/oracles/delay-kept.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetNeverBack } from '../src/oracles/offset-never-back.ts';
import { promotedGoesOn } from '../src/oracles/promoted-goes-on.ts';
import { replicasSharePrefix } from '../src/oracles/replicas-share-prefix.ts';
import type { Conditions } from '../src/scenario/conditions.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

export interface Notice {
  readonly atMs: number;
  /** 0: at once. */
  readonly level: number;
}

const LONGEST_DELAY_MS = 5000;

const notice: Arbitrary<Notice> = record({
  atMs: integer({ min: 0, max: 28_000 }),
  level: constantFrom(0, 0, 1, 2, 3, 5),
});

/** A slave waits 5 s before it copies the log again, and asks for the rest meanwhile: what it hears is ahead of what it has. */
const BEFORE_LOSS = {
  atMs: [13_000, 15_000, 17_000, 19_000, 21_000, 23_000],
  durationMs: [500, 2000],
} as const;

export const secondHandProgress: Scenario<Notice> = {
  name: 'second-hand-progress',
  doc: 'Members of a group come and go while slaves know only where it was; a master dies, and a slave goes on with what it last heard of groups and delays.',
  copies: 2,
  channel: { topic: 'notices', group: 'noticed', isStrictlyOrdered: false, consumption: 'concurrent' },
  topology: record({
    nameServers: constantFrom(1),
    brokers: constantFrom(1),
    producers: constantFrom(1),
    consumers: constantFrom(2, 2, 3),
    queuesPerBroker: constantFrom(2, 3),
    slavesPerBroker: constantFrom(1, 1, 2),
  }),
  conditions: record({
    delayTable: constantFrom<Conditions['delayTable']>('short'),
    latencyMeanUs: constantFrom(100, 500, 2000),
    handlingMs: constantFrom(0, 0, 5),
    disturbMs: integer({ min: 30_000, max: 36_000 }),
    replication: record({
      transferBatchBytes: constantFrom(1000, 32_768),
      metadataFirstMs: constantFrom(500, 2000),
      metadataIntervalMs: constantFrom(1000, 5000, 10_000),
      slaveReadEnable: constantFrom(true, false, false),
    }),
    masterLoss: record({
      atMs: integer({ min: 14_000, max: 26_000 }),
      how: constantFrom('killed' as const),
      promoteAfterMs: constantFrom(0, 500, 2000),
      returnAfterMs: constantFrom(1000, 6000),
      operator: constantFrom('careful' as const, 'careful' as const, 'careful' as const, 'hasty' as const),
    }),
  }),
  longestDelayMs: LONGEST_DELAY_MS,
  operations: { slot: notice, minimum: 30, maximum: 50 },
  startMs: ({ atMs }) => atMs,
  async execute({ level }, { slot, send }) {
    const properties = new Map([[PROPERTY.delayLevel, String(level)]]);
    await send({ key: `notice-${slot}`, ordinal: 0 }, encodeText(`notice ${slot}`), properties);
  },
  faults: [
    faultSource(['kill-process', 'stop-process'], { roles: ['consumer'], chancePerCent: 95, maximum: 4 }),
    faultSource('pause', { roles: ['consumer'], chancePerCent: 20, maximum: 1 }),
    faultSource('kill-process', { roles: ['slave'], chancePerCent: 30, maximum: 2 }),
    faultSource('isolate', { roles: ['slave'], chancePerCent: 20, maximum: 1 }),
    faultSource('break-streams', { roles: ['slave'], fields: BEFORE_LOSS, chancePerCent: 40, maximum: 2 }),
    loseReply,
    slowPath,
  ],
  oracles: [noLostMessage, delayKept, offsetNeverBack, promotedGoesOn, noPhantom, replicasSharePrefix],
  reach: [
    MARKS.deliveredTwice,
    MARKS.ownerChanged,
    MARKS.brokerDiedWithSends,
    REPLICA_MARKS.promoted,
    REPLICA_MARKS.newMasterStored,
    REPLICA_MARKS.readFromSlave,
  ],
};
