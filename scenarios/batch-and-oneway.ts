// Entries of a log book, sent in every way that a producer has, without order: batches up to the size that a message may have and beyond, bodies
// above the size from which they travel compressed, one-way, asynchronously and synchronously, while brokers lose power and the network fails.
// Nothing is promised of a one-way send but that it is no phantom and not doubled.
//
// Producers leave slow brokers alone for a while, by a table shorter than RocketMQ's, so that runs see both ends of it.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import type { LatencyFaultOptions } from '../src/messaging/client/broker-latencies.ts';
import { batchWhole } from '../src/oracles/batch-whole.ts';
import { copyPerAttempt } from '../src/oracles/copy-per-attempt.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { evenSpread } from '../src/oracles/even-spread.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
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

const HOWS = ['synchronous', 'asynchronous', 'one-way', 'batch', 'asynchronous batch'] as const;

export interface Page {
  readonly atMs: number;
  readonly how: (typeof HOWS)[number];
  readonly entries: number;
  /** Of what a message may have: a batch in all, otherwise each message. */
  readonly sizePerCent: number;
}

const LIMIT_BYTES = 1_800;
const COMPRESS_FROM_BYTES = 900;
/** What a batch has for each message beside its body: lengths, and properties of about this size. */
const FRAME_BYTES = 95;
const BEYOND_PER_CENT = 130;

const SLOW_MS = 550;
const LONGEST_MS = 3_000;
const LATENCY_FAULTS: LatencyFaultOptions = {
  thresholds: [
    { latencyMs: SLOW_MS, unavailableMs: 1_000 },
    { latencyMs: 2_000, unavailableMs: LONGEST_MS },
  ],
  failureLatencyMs: 2_000,
};

const page: Arbitrary<Page> = record({
  atMs: integer({ min: 0, max: 24_000 }),
  how: constantFrom(...HOWS),
  entries: integer({ min: 1, max: 5 }),
  sizePerCent: constantFrom(1, 10, 30, 49, 51, 80, 97, 99, BEYOND_PER_CENT),
});

function bodyOf(key: string, ordinal: number, bytes: number): Uint8Array {
  return encodeText(`${key} ${ordinal} `.padEnd(bytes, '.'));
}

export const batchAndOneway: Scenario<Page> = {
  name: 'batch-and-oneway',
  doc: 'Entries sent in batches, one-way, asynchronously and compressed, mixed, while brokers lose power and the network fails.',
  channel: {
    topic: 'log-book',
    group: 'archive',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    producer: {
      maxBodyBytes: LIMIT_BYTES,
      compressFromBytes: COMPRESS_FROM_BYTES,
      latencyFaults: LATENCY_FAULTS,
      backPressure: { messages: 3, bytes: 4_000 },
    },
  },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: page, minimum: 25, maximum: 45 },
  startMs: ({ atMs }) => atMs,
  async execute({ how, entries, sizePerCent }, { slot, sendLoose }) {
    const key = `page-${slot}`;
    const isBatch = how === 'batch' || how === 'asynchronous batch';
    const wholeBytes = Math.floor((LIMIT_BYTES * sizePerCent) / 100);
    const bytes = isBatch ? Math.floor(wholeBytes / entries) - FRAME_BYTES : wholeBytes;
    const all = Array.from({ length: entries }, (_, ordinal) => {
      return { key, ordinal, body: bodyOf(key, ordinal, bytes) };
    });
    if (isBatch) await sendLoose(all, { how: how === 'batch' ? 'synchronous' : 'asynchronous' });
    else await Promise.all(all.map((message) => sendLoose([message], { how })));
  },
  faults: [
    brokerKill,
    brokerPowerLoss,
    brokerCrashInWrite,
    partition,
    loseReply,
    slowPath,
    clientLeave,
    slowDisk,
    ...slowProcesses,
  ],
  oracles: [
    noLostMessage,
    noPhantom,
    batchWhole,
    copyPerAttempt,
    evenSpread({ slowMs: SLOW_MS, longestMs: LONGEST_MS }),
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    MARKS.unknownSend,
    MARKS.onewayLost,
    MARKS.batchRefused,
    MARKS.compressedDelivered,
    MARKS.asyncRetried,
    REPLICA_MARKS.caughtUp,
  ],
};
