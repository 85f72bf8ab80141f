// Payments that a service writes into its outbox before it tells the ledger of them, while the service and brokers die and lose power, and answers
// get lost: what is in the outbox arrives at least once (mission H: log the result and the key of each send, resend on failure, look up by key).
//
// Accounts choose the queues. One of them has the hash -2^31, whose absolute value is no int32.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { copyPerAttempt } from '../src/oracles/copy-per-attempt.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { outboxDelivered } from '../src/oracles/outbox-delivered.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
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

const ACCOUNTS = ['alice', 'bob', 'smith', 'carol', 'dave', 'polygenelubricants'] as const;

export interface Payment {
  readonly atMs: number;
  readonly account: (typeof ACCOUNTS)[number];
  readonly noteBytes: number;
}

const payment: Arbitrary<Payment> = record({
  atMs: integer({ min: 0, max: 22_000 }),
  account: constantFrom(...ACCOUNTS),
  noteBytes: constantFrom(0, 20, 300),
});

const DOWN_MS = [50, 500, 3_000, 8_000] as const;

export const outbox: Scenario<Payment> = {
  name: 'outbox',
  doc: 'Payments that a service writes into its outbox first: sent, looked up by key and sent again until each has arrived, while the service loses power.',
  channel: {
    topic: 'payments',
    group: 'ledger',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    hasOutbox: true,
  },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: payment, minimum: 25, maximum: 45 },
  startMs: ({ atMs }) => atMs,
  async execute({ account, noteBytes }, { slot, entrust }) {
    await entrust({ key: account, ordinal: slot }, `payment ${slot} to ${account}${'.'.repeat(noteBytes)}`);
  },
  faults: [
    faultSource('power-loss', {
      roles: ['producer'],
      fields: { downMs: DOWN_MS },
      chancePerCent: 70,
      maximum: 3,
    }),
    faultSource('crash-in-write', {
      roles: ['producer'],
      fields: { downMs: DOWN_MS },
      chancePerCent: 50,
      maximum: 2,
    }),
    faultSource(['kill-process', 'stop-process'], {
      roles: ['producer', 'producer', 'consumer'],
      fields: { downMs: DOWN_MS },
      chancePerCent: 60,
      maximum: 3,
    }),
    brokerKill,
    brokerPowerLoss,
    brokerCrashInWrite,
    partition,
    loseReply,
    slowPath,
    slowDisk,
  ],
  oracles: [
    outboxDelivered,
    noLostMessage,
    noPhantom,
    copyPerAttempt,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
  ],
  reach: [
    MARKS.diedWithOpenSend,
    MARKS.brokerDiedWithSends,
    MARKS.resentAfterDeath,
    MARKS.resentAfterDoubt,
    MARKS.foundAfterDeath,
    MARKS.foundAfterDoubt,
    MARKS.outboxTorn,
    REPLICA_MARKS.caughtUp,
  ],
};
