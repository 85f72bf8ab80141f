// Letters come in waves to a group whose handlers are slow, and some of which hang for longer than their consumer waits for them, with so little
// room in consumers that pulling stops; between the waves pulls are held and must wake. The group wants some tags, and others have the same hash.
//
// Pauses and clock faults strike clients only: a broker that is paused or whose clock jumps wakes late, and owes no bound then. Power losses of
// brokers are not drawn for the reason that flaky-consumer gives.

import { type Arbitrary, constant, constantFrom, integer, oneof, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { FILTERED } from '../src/messaging/broker/pull-handler.ts';
import { TIMED_OUT } from '../src/messaging/client/concurrent-consumption.ts';
import { PULL_MARKS } from '../src/messaging/client/pull-loop.ts';
import { PROPERTY } from '../src/messaging/message/properties.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { filterExact } from '../src/oracles/filter-exact.ts';
import { heldPullWakes } from '../src/oracles/held-pull-wakes.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { retryNeedsAttempt } from '../src/oracles/retry-needs-attempt.ts';
import type { Delivery } from '../src/scenario/channel.ts';
import type { ConsumerConditions } from '../src/scenario/conditions.ts';
import {
  brokerKill,
  clientLeave,
  faultSource,
  loseReply,
  partition,
  slowDisk,
  slowPath,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface Letter {
  /** Letters of one wave come close together. */
  readonly wave: number;
  readonly delayMs: number;
  readonly tag: string;
  /** How long its handler takes the first time. */
  readonly hangMs: number;
  readonly noteBytes: number;
}

const WAVES_MS = [0, 4000, 12_000, 24_000] as const;
/** `Aa` and `BB` have one hash in Java, `urgent-letter` and `urgent-mFtter` another, which is negative. */
const SUBSCRIPTION = 'Aa || urgent-letter || plain';
const TAGS = ['Aa', 'BB', 'urgent-letter', 'urgent-mFtter', 'plain', 'plain', 'unwanted', ''] as const;

const letter: Arbitrary<Letter> = record({
  wave: integer({ min: 0, max: WAVES_MS.length - 1 }),
  delayMs: constantFrom(0, 0, 0, 1, 5, 20, 100, 1500),
  tag: constantFrom(...TAGS),
  hangMs: oneof(
    { weight: 7, arbitrary: constantFrom(0, 0, 0, 10, 100) },
    { weight: 1, arbitrary: constantFrom(1500, 6000, 15_000) },
  ),
  noteBytes: constantFrom(0, 0, 10, 200),
});

const BIG = 1_000_000;

const consumer: Arbitrary<ConsumerConditions> = record({
  consumeTimeoutMs: constantFrom(1000, 1000, 4000, 15 * 60_000),
  consumeWorkers: constantFrom(1, 2, 4, 20),
  consumeBatchSize: constantFrom(1, 1, 2, 3, 8),
  pullBatchSize: constantFrom(1, 2, 8, 32),
  maxCachedMessages: constantFrom(1, 3, 1000),
  maxCachedBytes: constantFrom(20, 300, BIG),
  maxCachedSpan: constantFrom(1, 4, 2000),
});

function bodyOf({ hangMs, noteBytes }: Letter): Uint8Array {
  return encodeText(`${hangMs} ms${'.'.repeat(noteBytes)}`);
}

function handlingMs({ body, reconsumeTimes }: Delivery): number {
  return reconsumeTimes === 0 ? Number.parseInt(decodeText(body), 10) : 0;
}

export const slowConsumer: Scenario<Letter> = {
  name: 'slow-consumer',
  doc: 'Waves of letters to a group that wants some tags, has little room and slow handlers, and gives back what hangs, while brokers and consumers die.',
  channel: {
    topic: 'letters',
    group: 'letter-desk',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    subscription: SUBSCRIPTION,
    handlingMs,
  },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 3 }),
    queuesPerBroker: integer({ min: 1, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  conditions: record({
    disturbMs: integer({ min: 30_000, max: 45_000 }),
    consumersLeaveMs: constantFrom(0, 0, 500),
    consumersReturnMs: constantFrom(5000, 15_000),
    clockOffsetMaximumMs: constant(0),
    consumer,
  }),
  operations: { slot: letter, minimum: 30, maximum: 60 },
  startMs: ({ wave, delayMs }) => (WAVES_MS[wave] as number) + delayMs,
  async execute(letter, { slot, send }) {
    const properties = letter.tag === '' ? undefined : new Map([[PROPERTY.tags, letter.tag]]);
    await send({ key: `letter-${slot}`, ordinal: 0 }, bodyOf(letter), properties);
  },
  faults: [
    faultSource('kill-process', { roles: ['consumer'], chancePerCent: 60, maximum: 3 }),
    { ...brokerKill, chancePerCent: 40 },
    clientLeave,
    partition,
    loseReply,
    slowPath,
    slowDisk,
    faultSource('pause', {
      roles: ['consumer', 'producer'],
      fields: { durationMs: [200, 2000, 6000, 10_000] },
      chancePerCent: 30,
      maximum: 2,
    }),
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    filterExact(SUBSCRIPTION),
    heldPullWakes({ group: 'letter-desk', topic: 'letters', expression: SUBSCRIPTION }),
    retryNeedsAttempt,
    queueFollowsLog,
    lossIsASuffix,
    deliveredStays,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.retried,
    MARKS.pullWoken,
    PULL_MARKS.count,
    PULL_MARKS.bytes,
    PULL_MARKS.span,
    PULL_MARKS.collision,
    FILTERED,
    TIMED_OUT,
    REPLICA_MARKS.caughtUp,
  ],
};
