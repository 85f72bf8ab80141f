// Bob pays Smith, from one bank to another: each bank has its own books in a database of its own, and a message in a transaction carries the
// money from one to the other (mission C1, C2, C4 to C7). Local transactions commit, are refused, hang, forget to say how they ended or throw;
// producers die in the middle; the ends of transactions are lost; brokers and databases die and lose power. Some accounts are closed: their
// credits fail for good, become dead letters, and are sent again by a person who has opened the account. In the end the books balance.

import { type Arbitrary, constant, constantFrom, integer, oneof, record } from 'fast-check';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { committedOnce } from '../src/oracles/committed-once.ts';
import { moneyConserved } from '../src/oracles/money-conserved.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { resolvedStaysResolved } from '../src/oracles/resolved-stays-resolved.ts';
import { rolledBackHidden } from '../src/oracles/rolled-back-hidden.ts';
import { transactionsResolved } from '../src/oracles/transactions-resolved.ts';
import type { LocalWork } from '../src/scenario/bank/local-work.ts';
import { TRANSFER_MARKS } from '../src/scenario/bank/transfer-marks.ts';
import { faultSource, loseReply, partition, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { replication, SELDOM, slaves } from '../src/scenario/slaves.ts';

export interface BankTransfer {
  readonly atMs: number;
  readonly cents: number;
  readonly work: LocalWork;
  readonly isClosed: boolean;
  /** 0: as the broker likes. */
  readonly immunitySeconds: number;
  /** Meanwhile somebody has the brokers clean up what no topic needs any more. */
  readonly cleansUp: boolean;
}

/** Few and close enough that a run meets the last. */
const MAX_CHECKS = 5;
const CHECK_INTERVAL_MS = 3_000;
/** Long beside the interval: many rounds end at a half message that is too fresh, with resolved ones behind it. */
const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 2;

const transfer: Arbitrary<BankTransfer> = record({
  /** Half of them close to each other: records of what is resolved then hold many. */
  atMs: oneof(integer({ min: 0, max: 20_000 }), integer({ min: 5_000, max: 9_000 })),
  cents: integer({ min: 1, max: 10_000 }),
  work: constantFrom<LocalWork>(
    'debits',
    'debits',
    'debits',
    'debits',
    'refuses',
    'hangs',
    'forgets',
    'throws',
  ),
  isClosed: constantFrom(false, false, false, false, false, false, false, true),
  immunitySeconds: constantFrom(0, 0, 20, 45, 45, 70),
  /** In every second run. */
  cleansUp: oneof({ weight: 29, arbitrary: constant(false) }, { weight: 1, arbitrary: constant(true) }),
});

export const bankTransfer: Scenario<BankTransfer> = {
  name: 'bank-transfer',
  doc: 'Transfers between two banks by messages in transactions, while banks, brokers and services die: the books balance in the end.',
  channel: {
    topic: 'transfers',
    group: 'receiving-bank',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    /** Often: a producer is known on its new connection before brokers learn of the end of the one before. */
    producerHeartbeatMs: 5_000,
    transfers: { maxChecks: MAX_CHECKS, checkIntervalMs: CHECK_INTERVAL_MS, timeoutMs: TIMEOUT_MS },
    failing: {
      outcome: () => 'success',
      maxReconsumeTimes: MAX_RETRIES,
      delayLevelsMs: DEFAULT_STORE_OPTIONS.delayLevelsMs,
    },
  },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    /** Often one: nobody else can be asked when a broker loses sight of it. */
    producers: constantFrom(1, 1, 2, 3),
    consumers: integer({ min: 1, max: 2 }),
    queuesPerBroker: integer({ min: 1, max: 2 }),
  }),
  /** Where threads stand still for a second, a slave that copies in small pieces is slower than its master. */
  slaves: slaves(SELDOM, record({ replication: replication(32_768) })),
  /** Threads that are not scheduled for a while: between any two steps the clock may pass a limit. */
  conditions: record({ interleaveMaximumUs: constantFrom(0, 5_000, 200_000, 200_000, 1_000_000) }),
  operations: { slot: transfer, minimum: 15, maximum: 30 },
  startMs: ({ atMs }) => atMs,
  async execute({ cents, work, isClosed, immunitySeconds, cleansUp }, { slot, transfer: pay, errands }) {
    const immunity = immunitySeconds === 0 ? undefined : immunitySeconds;
    const wish = { cents, work, isClosed, immunitySeconds: immunity };
    await Promise.all([pay(`transfer-${slot}`, wish), cleansUp ? errands.cleanUnusedTopics() : undefined]);
  },
  faults: [
    faultSource('kill-process', { roles: ['producer', 'producer', 'broker'], chancePerCent: 85, maximum: 4 }),
    faultSource('kill-process', { roles: ['consumer', 'database'], chancePerCent: 40, maximum: 2 }),
    faultSource('power-loss', { roles: ['database', 'broker'], chancePerCent: 30, maximum: 2 }),
    partition,
    loseReply,
    slowPath,
    faultSource('half-open', {
      roles: ['producer'],
      fields: { delayMs: [10_000], durationMs: [20_000, 40_000] },
      chancePerCent: 60,
      maximum: 3,
    }),
  ],
  oracles: [
    rolledBackHidden,
    /** Before the books: what is lost in an open transaction is named by its cause. */
    transactionsResolved(MAX_CHECKS),
    resolvedStaysResolved,
    committedOnce,
    moneyConserved,
    noPhantom,
    queueFollowsLog,
  ],
  reach: [
    MARKS.deadLetter,
    MARKS.cleanedUp,
    TRANSFER_MARKS.outlivedProducer,
    TRANSFER_MARKS.endLost,
    TRANSFER_MARKS.answeredByAnother,
    TRANSFER_MARKS.givenUp,
    TRANSFER_MARKS.forgottenEnd,
    TRANSFER_MARKS.resent,
    TRANSFER_MARKS.endedAgain,
    REPLICA_MARKS.caughtUp,
  ],
};
