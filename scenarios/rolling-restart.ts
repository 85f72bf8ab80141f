// Brokers are restarted in order, again and again, while a group drains bursts from two topics, of which it wants different tags. Some
// handlers fail once or twice. What is under way when a broker ends must be neither lost nor forgotten: a clean end takes no message and no
// offset back. Every second run has slaves, which an operator restarts before their master: consumers may read from them while it is away.
//
// Reads are slow, and bring one message each: then some meet a store that is closing.

import { type Arbitrary, constant, constantFrom, integer, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { STORE_CLOSED } from '../src/messaging/broker/pull-handler.ts';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { deadLetters } from '../src/oracles/dead-letters.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetNeverBack } from '../src/oracles/offset-never-back.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { retryLadder } from '../src/oracles/retry-ladder.ts';
import type { Delivery, DeliveryOutcome } from '../src/scenario/channel.ts';
import { whereCopiesAreWaitedFor } from '../src/scenario/expected-mark.ts';
import { faultSource, loseReply, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { REPLICATION, slaves } from '../src/scenario/slaves.ts';

export interface Burst {
  /** Bursts begin at whole beats, and brokers end some time behind one. */
  readonly beat: number;
  readonly kind: 'order' | 'return';
  readonly count: number;
  /** The handlers of its messages fail so often. */
  readonly failures: number;
}

const BEAT_MS = 1000;
const BEATS = 18;
const BEHIND_BEAT_MS = [60, 120, 200, 300, 450, 700] as const;
const STOPS_MS: readonly number[] = Array.from(
  { length: BEATS - 2 },
  (_, beat) => (beat + 1) * BEAT_MS + (BEHIND_BEAT_MS[beat % BEHIND_BEAT_MS.length] as number),
);
const MAX_RETRIES = 3;
const DELAY_LEVELS_MS = DEFAULT_STORE_OPTIONS.delayLevelsMs;

const ORDERS = { topic: 'orders', tag: 'paid' } as const;
const RETURNS = { topic: 'returns', tag: 'damaged' } as const;

const burst: Arbitrary<Burst> = record({
  beat: integer({ min: 0, max: BEATS - 1 }),
  kind: constantFrom('order', 'order', 'return'),
  count: integer({ min: 2, max: 5 }),
  failures: constantFrom(0, 0, 0, 0, 0, 1, 2),
});

/** The body says how its handler fares, so that a repetition fares the same. */
function outcomeOf({ body, reconsumeTimes }: Delivery): DeliveryOutcome {
  return reconsumeTimes < Number.parseInt(decodeText(body), 10) ? 'failure' : 'success';
}

export const rollingRestart: Scenario<Burst> = {
  name: 'rolling-restart',
  doc: 'Brokers are restarted in order while a group drains two topics, wants other tags of each, and fails some messages: nothing is lost, no offset goes back.',
  channel: {
    topic: ORDERS.topic,
    subscription: ORDERS.tag,
    otherTopics: [RETURNS.topic],
    otherSubscription: RETURNS.tag,
    group: 'packers',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    consumer: { pullBatchSize: 1 },
    failing: { outcome: outcomeOf, maxReconsumeTimes: MAX_RETRIES, delayLevelsMs: DELAY_LEVELS_MS },
  },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: constantFrom(1),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  slaves: slaves(
    constantFrom(0, 0, 1, 1, 1, 2),
    record({
      replication: REPLICATION,
      rollingRestart: record({
        atMs: integer({ min: 500, max: 3000 }),
        downMs: constantFrom(200, 1000, 3000),
        pauseMs: constantFrom(0, 500, 2000),
      }),
    }),
  ),
  conditions: record({
    disturbMs: constant((BEATS + 4) * BEAT_MS),
    latencyMinimumUs: constantFrom(50, 200),
    latencyMeanUs: constantFrom(100, 500),
    pairLatencyUs: constant(0),
    disk: constant('plain' as const),
    diskSyncMeanUs: constantFrom(50, 200, 2000),
    interleaveMaximumUs: constantFrom(500, 20_000, 60_000),
    clockOffsetMaximumMs: constant(0),
  }),
  operations: { slot: burst, minimum: 8, maximum: 16 },
  startMs: ({ beat }) => beat * BEAT_MS,
  async execute({ kind, count, failures }, { slot, sendLoose }) {
    const sends: Promise<unknown>[] = [];
    for (let ordinal = 0; ordinal < count; ordinal += 1) {
      const body = encodeText(`${failures} failures of ${kind} ${slot}/${ordinal}`);
      const where = kind === 'order' ? ORDERS : RETURNS;
      sends.push(sendLoose([{ key: `${kind}-${slot}`, ordinal, body }], where));
    }
    await Promise.all(sends);
  },
  faults: [
    faultSource('stop-process', {
      roles: ['broker'],
      fields: { atMs: STOPS_MS, downMs: [100, 1000, 3000] },
      chancePerCent: 95,
      maximum: 4,
    }),
    faultSource('stop-process', { roles: ['consumer'], chancePerCent: 30, maximum: 2 }),
    loseReply,
    slowPath,
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    retryLadder({ delayLevelsMs: DELAY_LEVELS_MS, localRetryMs: 5_000 }),
    deadLetters(MAX_RETRIES),
    offsetNeverBack,
    queueFollowsLog,
    lossIsASuffix,
    deliveredStays,
  ],
  reach: [
    STORE_CLOSED,
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    MARKS.retried,
    REPLICA_MARKS.caughtUp,
    whereCopiesAreWaitedFor(REPLICA_MARKS.timedOut),
    REPLICA_MARKS.readFromSlave,
  ],
};
