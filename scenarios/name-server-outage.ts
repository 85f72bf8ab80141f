// Name servers that know nothing of each other die, come back empty, stand still and are cut off, while brokers expire, leave and return, and
// somebody creates topics or starts a second broker under the name of another: clients go on with what they know, and what is new is routed
// afterwards (facts 9.6 R1 to R3, 7.2, 7.3).
//
// Handlers always succeed and any broker will do for a message: what this looks at is who knows what, not order. Clocks do not jump: name
// servers measure silence by the wall clock, and would let brokers expire that live.

import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { CLIENT_BOUND_S, routesConverge } from '../src/oracles/routes-converge.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { ROUTE_MARKS } from '../src/scenario/route-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

/** Some parcels, a new topic with the first parcels in it, or a second broker under the name of another. */
export interface Errand {
  readonly kind: 'parcels' | 'new-topic' | 'impostor';
  readonly atMs: number;
  readonly which: number;
  /** Between the parcels; how long the impostor stays. */
  readonly pauseMs: number;
}

const DISTURB_MS = 190_000;
/** Room for what is tried again, so that nothing is under way at heal. */
const LAST_ERRAND_MS = 140_000;
const NEW_TOPICS: readonly string[] = ['parcels-abroad', 'parcels-express'];
const PARCELS = 3;
const LONG_MS: readonly number[] = [20_000, 40_000, 128_000, 140_000];
const TIMES_MS: readonly number[] = [0, 5_000, 10_000, 20_000, 35_000, 50_000, 90_000];

const errand: Arbitrary<Errand> = record({
  kind: oneof(
    { weight: 8, arbitrary: constantFrom('parcels' as const) },
    { weight: 3, arbitrary: constantFrom('new-topic' as const) },
    { weight: 1, arbitrary: constantFrom('impostor' as const) },
  ),
  atMs: integer({ min: 0, max: LAST_ERRAND_MS }),
  which: integer({ min: 0, max: 5 }),
  pauseMs: constantFrom(0, 500, 5_000, 12_000),
});

export const nameServerOutage: Scenario<Errand> = {
  name: 'name-server-outage',
  doc: 'Several name servers die, come back empty, stand still and are cut off while brokers expire, leave and return, and topics are created.',
  channel: {
    topic: 'parcels',
    otherTopics: NEW_TOPICS,
    group: 'depot',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
  },
  topology: record({
    nameServers: integer({ min: 2, max: 3 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({ disturbMs: constantFrom(DISTURB_MS) }),
  operations: { slot: errand, minimum: 15, maximum: 30 },
  startMs: ({ atMs }) => atMs,
  async execute({ kind, which, pauseMs }, { slot, environment, sendLoose, errands }) {
    if (kind === 'impostor') return errands.impersonate(which, 1_000 + pauseMs);
    const topic = kind === 'new-topic' ? NEW_TOPICS[which % NEW_TOPICS.length] : undefined;
    if (topic !== undefined && !(await errands.createTopic(topic))) return;
    for (let ordinal = 0; ordinal < PARCELS; ordinal += 1) {
      if (pauseMs > 0) await environment.timers.sleep(pauseMs, 'between parcels');
      const parcel = { key: `parcel-${slot}`, ordinal, body: encodeText(`parcel ${slot}/${ordinal}`) };
      await sendLoose([parcel], topic === undefined ? {} : { topic });
    }
  },
  minimumSettleMs: (CLIENT_BOUND_S + 2) * 1000,
  faults: [
    faultSource('kill-process', {
      roles: ['name-server'],
      fields: { atMs: TIMES_MS, downMs: [2_000, ...LONG_MS] },
      chancePerCent: 85,
      maximum: 4,
    }),
    faultSource('pause', {
      roles: ['name-server', 'name-server', 'broker'],
      fields: { atMs: TIMES_MS, durationMs: LONG_MS },
      chancePerCent: 60,
      maximum: 3,
    }),
    faultSource('group-partition', {
      fields: {
        role: ['name-server'],
        otherRole: ['broker', 'client', 'producer', 'consumer'],
        atMs: TIMES_MS,
        durationMs: LONG_MS,
      },
      chancePerCent: 40,
      maximum: 2,
    }),
    faultSource('isolate', {
      roles: ['name-server', 'broker'],
      fields: { atMs: TIMES_MS, durationMs: LONG_MS },
      chancePerCent: 50,
      maximum: 2,
    }),
    faultSource(['kill-process', 'stop-process'], {
      roles: ['broker'],
      fields: { atMs: TIMES_MS, downMs: [500, 5_000, 40_000] },
      chancePerCent: 60,
      maximum: 2,
    }),
    faultSource('break-streams', {
      roles: ['name-server'],
      fields: { atMs: TIMES_MS, durationMs: LONG_MS, perMillion: [20_000, 200_000] },
      chancePerCent: 25,
      maximum: 1,
    }),
    loseReply,
    slowPath,
  ],
  oracles: [routesConverge, noLostMessage, noPhantom, queueFollowsLog],
  reach: [
    ROUTE_MARKS.sentWithoutNameServer,
    ROUTE_MARKS.restartedEmpty,
    ROUTE_MARKS.expiredReturned,
    ROUTE_MARKS.leftAndReturned,
    ROUTE_MARKS.viewsDiffered,
    ROUTE_MARKS.createdInOutage,
    ROUTE_MARKS.staleRoute,
    REPLICA_MARKS.caughtUp,
  ],
};
