// Jobs whose handlers fail, some now and then, some always, while brokers and consumers die: what fails comes again later and later, and
// what always fails ends among the dead letters (mission rows C6, C7, E2).
//
// Three retries instead of sixteen, with RocketMQ's own delays: 10 s, 30 s, a minute. With short delays two consumers that both take a queue
// for theirs, as happens for half a minute after a broker came back, would double a message at every step. Power losses, which may take a retry,
// are tried by flaky-power.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { deadLetters } from '../src/oracles/dead-letters.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { duplicatesHaveCauses } from '../src/oracles/duplicates-have-causes.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { retryLadder } from '../src/oracles/retry-ladder.ts';
import type { Delivery, DeliveryOutcome } from '../src/scenario/channel.ts';
import {
  brokerKill,
  clientLeave,
  faultSource,
  loseReply,
  partition,
  slowDisk,
  slowPath,
  slowProcesses,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface Job {
  readonly atMs: number;
  /** Its handler fails so often. */
  readonly failures: number;
  readonly how: 'failure' | 'exception';
}

const ALWAYS = 99;
const MAX_RETRIES = 3;
const LOCAL_RETRY_MS = 5_000;
/** Time that a handler takes to say that it failed: its consumer may be cut off meanwhile. */
const GIVING_UP_MS = 1_200;
const DELAY_LEVELS_MS = DEFAULT_STORE_OPTIONS.delayLevelsMs;

const job: Arbitrary<Job> = record({
  atMs: integer({ min: 0, max: 20_000 }),
  failures: constantFrom(0, 0, 0, 1, 1, 2, MAX_RETRIES, ALWAYS),
  how: constantFrom('failure', 'failure', 'exception'),
});

/** The body says how its handler fares, so that a repetition fares the same. No two are alike. */
function bodyOf({ failures, how }: Job, slot: number): Uint8Array {
  return encodeText(`${failures} times ${how} of job ${slot}`);
}

function outcomeOf({ body, reconsumeTimes }: Delivery): DeliveryOutcome {
  const text = decodeText(body);
  if (reconsumeTimes >= Number.parseInt(text, 10)) return 'success';
  return text.includes('exception') ? 'exception' : 'failure';
}

/** For so long that giving a message back times out, and so does every attempt to send its copy: then its consumer tries it again itself. */
const cutOff = faultSource('isolate', {
  roles: ['consumer'],
  fields: { durationMs: [12_000, 16_000, 20_000] },
  chancePerCent: 40,
  maximum: 1,
});

export const flakyConsumer: Scenario<Job> = {
  name: 'flaky-consumer',
  doc: 'Jobs whose handlers fail now and then or always: retried later each time, in the end a dead letter, while brokers and consumers die.',
  channel: {
    topic: 'jobs',
    group: 'workers',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    handlingMs: (delivery) => (outcomeOf(delivery) === 'failure' ? GIVING_UP_MS : 0),
    failing: { outcome: outcomeOf, maxReconsumeTimes: MAX_RETRIES, delayLevelsMs: DELAY_LEVELS_MS },
  },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 2, max: 3 }),
    queuesPerBroker: integer({ min: 1, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: job, minimum: 15, maximum: 30 },
  startMs: ({ atMs }) => atMs,
  async execute(operation, { slot, send }) {
    await send({ key: `job-${slot}`, ordinal: 0 }, bodyOf(operation, slot));
  },
  faults: [brokerKill, partition, loseReply, slowPath, clientLeave, slowDisk, ...slowProcesses, cutOff],
  oracles: [
    noLostMessage,
    noPhantom,
    retryLadder({ delayLevelsMs: DELAY_LEVELS_MS, localRetryMs: LOCAL_RETRY_MS }),
    deadLetters(MAX_RETRIES),
    queueFollowsLog,
    lossIsASuffix,
    deliveredStays,
    duplicatesHaveCauses,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    MARKS.deadLetter,
    MARKS.retried,
    MARKS.sentBackTwice,
    MARKS.triedAgainHere,
    MARKS.failureRepeated,
    REPLICA_MARKS.caughtUp,
  ],
};
