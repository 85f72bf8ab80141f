// Consumption in order while the members of a group come and go: they leave, are killed, stand still beyond their leases, are cut off from brokers
// that end themselves and forget all leases. Some handlers run longer than their consumer may believe in its lease. Then quiet for long
// enough that every queue must have one owner, and late work for it.
//
// The same without order is rebalance-storm-concurrent.

import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { handlerUnderLease } from '../src/oracles/handler-under-lease.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetBehindWork } from '../src/oracles/offset-behind-work.ts';
import { offsetNeverBack } from '../src/oracles/offset-never-back.ts';
import { oneOwnerWhenStable } from '../src/oracles/one-owner-when-stable.ts';
import { orderPerKey } from '../src/oracles/order-per-key.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import type { Delivery } from '../src/scenario/channel.ts';
import { ALLOCATIONS, type Conditions } from '../src/scenario/conditions.ts';
import {
  brokerKill,
  brokerPowerLoss,
  faultSource,
  loseReply,
  slowDisk,
  slowPath,
} from '../src/scenario/fault-source.ts';
import { OWNERSHIP_MARKS } from '../src/scenario/ownership-marks.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { FaultSource, Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

/** Parcels of one parcel round: messages of one key, sent one after the other. */
export interface Round {
  readonly atMs: number;
  readonly parcels: number;
  /** Time that the handler of the first one takes beside what the conditions say. */
  readonly handlingMs: number;
}

/** Longer than a consumer believes in a lease of 30 s. */
const OVERRUN_MS = 35_000;
/** The trouble lasts for half a minute at most; two minutes later the group is stable. */
const DISTURB_MS = { min: 15_000, max: 30_000 } as const;
const LATE_MS = { min: 160_000, max: 165_000 } as const;
/** Two pull time-outs and some: a queue that was not pulled for so long counts as stuck, one whose cache is full does not. */
const PULL_MS = { pullTimeoutMs: 20_000, pullIdleMs: 24_000 } as const;

const early: Arbitrary<Round> = record({
  atMs: integer({ min: 0, max: 30_000 }),
  parcels: constantFrom(1, 1, 2, 3, 6),
  handlingMs: oneof(
    { weight: 30, arbitrary: constantFrom(0, 0, 0, 0, 200, 200, 2000, 6000) },
    { weight: 1, arbitrary: constantFrom(OVERRUN_MS) },
  ),
});

const late: Arbitrary<Round> = record({
  atMs: integer(LATE_MS),
  parcels: constantFrom(1, 6),
  handlingMs: constantFrom(0, 0, OVERRUN_MS),
});

/** A cache that a round fills. */
const SETTINGS = { maxCachedMessages: 3, pullBatchSize: 2, ...PULL_MS } as const;

/** The first parcel of a round says how long it takes, so that a repetition takes as long. */
function handlingOf({ body }: Delivery): number {
  const text = decodeText(body);
  return text.startsWith('takes ') ? Number.parseInt(text.slice('takes '.length), 10) : 0;
}

/** Members of a group, and who they hear. */
const membershipTrouble: readonly FaultSource[] = [
  faultSource(['kill-process', 'stop-process'], { roles: ['consumer'], chancePerCent: 95, maximum: 6 }),
  faultSource('pause', {
    roles: ['consumer', 'consumer', 'consumer', 'broker'],
    fields: { durationMs: [2_000, 12_000, 35_000, 65_000] },
    chancePerCent: 60,
    maximum: 3,
  }),
  faultSource('group-partition', {
    roles: ['consumer'],
    fields: { otherRole: ['broker', 'broker', 'name-server'] },
    chancePerCent: 40,
    maximum: 2,
  }),
  faultSource('isolate', { roles: ['consumer', 'broker'], chancePerCent: 30, maximum: 2 }),
  faultSource('clog', {
    roles: ['consumer'],
    fields: { otherRole: ['broker'] },
    chancePerCent: 40,
    maximum: 3,
  }),
  faultSource('half-open', { roles: ['consumer', 'broker'], chancePerCent: 15, maximum: 2 }),
];

export const rebalanceStorm: Scenario<Round> = {
  name: 'rebalance-storm',
  doc: 'Consumption in order while members of the group come and go, stand still beyond their leases, and brokers forget them.',
  channel: {
    topic: 'parcels',
    group: 'couriers',
    isStrictlyOrdered: true,
    consumption: 'orderly',
    handlingMs: handlingOf,
    consumer: SETTINGS,
  },
  topology: record({
    nameServers: constantFrom(1, 1, 2),
    brokers: integer({ min: 1, max: 2 }),
    producers: constantFrom(1),
    consumers: integer({ min: 2, max: 4 }),
    queuesPerBroker: integer({ min: 2, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({
    disturbMs: integer(DISTURB_MS),
    consumerAllocation: constantFrom<Conditions['consumerAllocation']>(...ALLOCATIONS),
  }),
  operations: {
    slot: oneof({ weight: 19, arbitrary: early }, { weight: 1, arbitrary: late }),
    minimum: 15,
    maximum: 25,
  },
  startMs: ({ atMs }) => atMs,
  async execute({ parcels, handlingMs }, { slot, send }) {
    const sends: Promise<unknown>[] = [];
    for (let ordinal = 0; ordinal < parcels; ordinal += 1) {
      const handling = ordinal === 0 ? `takes ${handlingMs} ms, ` : '';
      sends.push(send({ key: `round-${slot}`, ordinal }, encodeText(`${handling}round ${slot}`)));
    }
    await Promise.all(sends);
  },
  faults: [brokerKill, brokerPowerLoss, loseReply, slowPath, slowDisk, ...membershipTrouble],
  oracles: [
    orderPerKey,
    noLostMessage,
    noPhantom,
    handlerUnderLease,
    oneOwnerWhenStable,
    offsetBehindWork,
    offsetNeverBack,
    queueFollowsLog,
    deliveredStays,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.ownerChanged,
    OWNERSHIP_MARKS.thereAndBack,
    OWNERSHIP_MARKS.leaseRanOut,
    OWNERSHIP_MARKS.handlerOverran,
    OWNERSHIP_MARKS.regainedDuringPull,
    OWNERSHIP_MARKS.stable,
    REPLICA_MARKS.caughtUp,
  ],
};
