// Payments that are booked in a database which all members of a group share, while members die, brokers and the database lose power, and answers
// are lost: they come more than once, and are booked once (mission row B2). A sender that does not learn how its send ended sends the payment
// again as another message, as an outbox does: only the key of the business says that both are one.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { duplicatesHaveCauses } from '../src/oracles/duplicates-have-causes.ts';
import { exactlyOnceEffect } from '../src/oracles/exactly-once-effect.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { faultSource, loseReply, partition, slowPath } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface Payment {
  readonly atMs: number;
  readonly cents: number;
}

const payment: Arbitrary<Payment> = record({
  atMs: integer({ min: 0, max: 20_000 }),
  cents: constantFrom(1, 250, 9_900),
});

const RESENDS = 3;
const RESEND_AFTER_MS = 500;
const NOW_AND_THEN = { atMs: Array.from({ length: 20 }, (_, second) => 500 + second * 1000) } as const;

export const idempotentEffects: Scenario<Payment> = {
  name: 'idempotent-effects',
  doc: 'Payments that come more than once and are booked once, while members die, brokers and their database lose power, and answers are lost.',
  channel: {
    topic: 'payments',
    group: 'book-keepers',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    isIdempotent: true,
  },
  topology: record({
    nameServers: constantFrom(1),
    brokers: integer({ min: 1, max: 2 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 2, max: 3 }),
    queuesPerBroker: integer({ min: 1, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: payment, minimum: 20, maximum: 40 },
  startMs: ({ atMs }) => atMs,
  async execute({ cents }, { slot, environment, sendLoose }) {
    const message = {
      key: `payment-${slot}`,
      ordinal: 0,
      body: encodeText(`payment ${slot}: ${cents} cents`),
    };
    for (let attempt = 0; attempt <= RESENDS; attempt += 1) {
      if ((await sendLoose([message])) !== 'unknown') return;
      await environment.timers.sleep(RESEND_AFTER_MS, 'outbox pause');
    }
  },
  faults: [
    faultSource('kill-process', {
      roles: ['consumer', 'consumer', 'database'],
      chancePerCent: 85,
      maximum: 4,
    }),
    faultSource('power-loss', { roles: ['database', 'database', 'broker'], chancePerCent: 80, maximum: 4 }),
    faultSource('crash-in-write', {
      roles: ['database'],
      fields: NOW_AND_THEN,
      chancePerCent: 50,
      maximum: 3,
    }),
    faultSource('kill-process', { roles: ['broker'], chancePerCent: 40, maximum: 2 }),
    partition,
    loseReply,
    slowPath,
  ],
  oracles: [exactlyOnceEffect, duplicatesHaveCauses, noLostMessage],
  reach: [MARKS.deliveredTwice, MARKS.brokerDiedWithSends, MARKS.unknownSend, REPLICA_MARKS.caughtUp],
};
