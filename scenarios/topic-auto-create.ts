// Messages to topics that nobody has created, while brokers die: where it is allowed, the first message creates its topic from the template
// TBW102 on the one broker that gets it, and producers that have learned of the topic by then send to that broker alone (mission row H; facts
// 4.2). Where it is forbidden, they are refused until a person creates the topic on every broker.
//
// Clocks do not jump: name servers measure silence by the wall clock, and would let brokers expire that live.

import { type Arbitrary, constant, constantFrom, integer, oneof, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { CLIENT_BOUND_S, routesConverge } from '../src/oracles/routes-converge.ts';
import {
  brokerKill,
  brokerPowerLoss,
  loseReply,
  partition,
  slowDisk,
  slowPath,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { ROUTE_MARKS } from '../src/scenario/route-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

/** Some readings of one sensor, or a person who creates its topic. */
export interface Reading {
  readonly kind: 'readings' | 'creation';
  readonly atMs: number;
  readonly sensor: number;
  readonly count: number;
}

const LAST_MS = 100_000;
const SENSORS: readonly string[] = ['wind-north', 'wind-south'];
/** What producers ask for, and the template allows: whoever creates a topic, it looks the same. */
const QUEUES = 2;

const reading: Arbitrary<Reading> = record({
  kind: oneof(
    { weight: 9, arbitrary: constantFrom('readings' as const) },
    { weight: 1, arbitrary: constantFrom('creation' as const) },
  ),
  atMs: integer({ min: 0, max: LAST_MS }),
  sensor: integer({ min: 0, max: SENSORS.length - 1 }),
  count: constantFrom(1, 1, 2),
});

export const topicAutoCreate: Scenario<Reading> = {
  name: 'topic-auto-create',
  doc: 'Messages to topics that nobody has created, while brokers die: their first message creates them on one broker, or is refused.',
  channel: {
    topic: 'calibration',
    otherTopics: SENSORS,
    group: 'weather-desk',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    producer: { templateQueueCount: QUEUES },
  },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 3 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: constant(QUEUES),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({
    disturbMs: constant(LAST_MS + 10_000),
    autoCreateTopic: constantFrom(true, true, true, false),
  }),
  operations: { slot: reading, minimum: 12, maximum: 25 },
  startMs: ({ atMs }) => atMs,
  async execute({ kind, sensor, count }, { slot, sendLoose, errands }) {
    const topic = SENSORS[sensor % SENSORS.length] as string;
    if (kind === 'creation') {
      await errands.createTopic(topic);
      return;
    }
    for (let ordinal = 0; ordinal < count; ordinal += 1) {
      const body = encodeText(`${topic} ${slot}/${ordinal}`);
      await sendLoose([{ key: `reading-${slot}`, ordinal, body }], { topic });
    }
  },
  minimumSettleMs: (CLIENT_BOUND_S + 2) * 1000,
  faults: [brokerKill, brokerPowerLoss, partition, loseReply, slowPath, slowDisk],
  oracles: [noLostMessage, noPhantom, queueFollowsLog, routesConverge],
  reach: [
    ROUTE_MARKS.hotSpot,
    ROUTE_MARKS.spreadTopic,
    ROUTE_MARKS.refused,
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    REPLICA_MARKS.caughtUp,
  ],
};
