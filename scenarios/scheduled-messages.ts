// Reminders that are to come later, each after the delay of its level, some of which fail then and are tried again, while the brokers that
// keep them die, lose power, wait for their disks or cannot write, and have their clocks set (mission row G).
//
// RocketMQ's own delays, of which the shorter ones fit into a run, and a short table whose last level stands for all above it.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { PROPERTY } from '../src/messaging/message/properties.ts';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { delayKept } from '../src/oracles/delay-kept.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import type { Delivery, DeliveryOutcome } from '../src/scenario/channel.ts';
import type { Conditions } from '../src/scenario/conditions.ts';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
  faultSource,
  loseReply,
  partition,
  slowDisk,
  slowProcesses,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { FaultSource, Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface Reminder {
  readonly atMs: number;
  /** 0: at once. */
  readonly level: number;
  /** Its handler fails so often. */
  readonly failures: number;
}

const MAX_RETRIES = 2;
/** Longest delay that is drawn, and that of a retry. */
const LONGEST_DELAY_MS = 120_000 + 40_000;

const reminder: Arbitrary<Reminder> = record({
  atMs: integer({ min: 0, max: 24_000 }),
  level: constantFrom(0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6),
  failures: constantFrom(0, 0, 0, 0, 0, 1),
});

/** Every body is another, so that copies of it can be told. */
function bodyOf(slot: number, { failures }: Reminder): Uint8Array {
  return encodeText(`${failures} times, reminder ${slot}`);
}

function outcomeOf({ body, reconsumeTimes }: Delivery): DeliveryOutcome {
  return reconsumeTimes >= Number.parseInt(decodeText(body), 10) ? 'success' : 'failure';
}

/** At the moment of a delivery nothing can be stored, or not be made durable. */
const writeTroubles: readonly FaultSource[] = [
  faultSource('disk-errors', {
    roles: ['broker'],
    fields: {
      operation: ['write', 'write', 'sync', 'read'],
      perMillion: [50_000, 300_000, 1_000_000],
      pathPrefix: ['store/commitlog', 'store/commitlog', 'store/config', ''],
      durationMs: [500, 3000, 10_000],
    },
    chancePerCent: 35,
    maximum: 2,
  }),
  faultSource('disk-full', {
    roles: ['broker'],
    fields: { freeKibibytes: [0, 0, 4], durationMs: [1000, 5000, 15_000] },
    chancePerCent: 25,
    maximum: 1,
  }),
];

/** Of brokers only: by their clocks delays go. */
const brokerClocks: readonly FaultSource[] = [
  faultSource('clock-step', {
    roles: ['broker'],
    fields: {
      stepMs: [-120_000, -20_000, -2500, 2500, 20_000, 120_000],
      durationMs: [2000, 10_000, 30_000],
    },
    chancePerCent: 35,
    maximum: 2,
  }),
  faultSource('clock-drift', { roles: ['broker'], chancePerCent: 15, maximum: 1 }),
  faultSource('restless-clock', { roles: ['broker'], chancePerCent: 10, maximum: 1 }),
];

export const scheduledMessages: Scenario<Reminder> = {
  name: 'scheduled-messages',
  doc: 'Reminders that come after a delay, some tried again, while brokers die, lose power, cannot write, and have their clocks set.',
  channel: {
    topic: 'reminders',
    group: 'reminded',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    failing: {
      outcome: outcomeOf,
      maxReconsumeTimes: MAX_RETRIES,
      delayLevelsMs: DEFAULT_STORE_OPTIONS.delayLevelsMs,
    },
  },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({
    delayTable: constantFrom<Conditions['delayTable']>('own', 'short'),
    disturbMs: integer({ min: 25_000, max: 40_000 }),
  }),
  longestDelayMs: LONGEST_DELAY_MS,
  operations: { slot: reminder, minimum: 25, maximum: 45 },
  startMs: ({ atMs }) => atMs,
  async execute(operation, { slot, send }) {
    const properties = new Map([[PROPERTY.delayLevel, String(operation.level)]]);
    await send({ key: `reminder-${slot}`, ordinal: 0 }, bodyOf(slot, operation), properties);
  },
  faults: [
    brokerKill,
    brokerPowerLoss,
    brokerCrashInWrite,
    ...brokerClocks,
    ...writeTroubles,
    slowDisk,
    partition,
    loseReply,
    clientLeave,
    ...slowProcesses,
  ],
  oracles: [delayKept, noLostMessage, noPhantom, queueFollowsLog, lossIsASuffix, deliveredStays],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    MARKS.retried,
    MARKS.appendFailed,
    REPLICA_MARKS.caughtUp,
  ],
};
