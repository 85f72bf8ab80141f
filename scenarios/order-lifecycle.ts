// Many orders, each created, paid and completed in this order, while brokers die and the network fails: the article's example of ordered
// messages (A6).

import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { encodeText } from '../src/base/bytes.ts';
import { configOldOrNew } from '../src/oracles/config-old-or-new.ts';
import { deliveredStays } from '../src/oracles/delivered-stays.ts';
import { duplicatesHaveCauses } from '../src/oracles/duplicates-have-causes.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { handlerUnderLease } from '../src/oracles/handler-under-lease.ts';
import { indexComplete } from '../src/oracles/index-complete.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import { noLostMessage } from '../src/oracles/no-lost-message.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { offsetBehindWork } from '../src/oracles/offset-behind-work.ts';
import { orderPerKey } from '../src/oracles/order-per-key.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
  clockTrouble,
  loseReply,
  partition,
  slowDisk,
  slowPath,
  slowProcesses,
} from '../src/scenario/fault-source.ts';
import type { LookUpRange } from '../src/scenario/look-up.ts';
import { networkTrouble } from '../src/scenario/network-trouble.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface Order {
  readonly atMs: number;
  /** Pauses before it is paid, and before it is completed. */
  readonly payAfterMs: number;
  readonly completeAfterMs: number;
  readonly noteBytes: number;
  /** Whether its completion is looked up afterwards, and among which messages. */
  readonly lookUp: LookUpRange | 'never';
}

const STEPS = ['created', 'paid', 'completed'] as const;

const order: Arbitrary<Order> = record({
  /** Some begin after heal: what recovered must also go on working. */
  atMs: integer({ min: 0, max: 22_000 }),
  payAfterMs: constantFrom(0, 0, 0, 5, 500),
  completeAfterMs: constantFrom(0, 0, 0, 5, 2000),
  noteBytes: constantFrom(0, 0, 10, 300),
  lookUp: oneof(
    { weight: 58, arbitrary: constantFrom('never' as const) },
    { weight: 2, arbitrary: constantFrom('its-millisecond' as const, 'ever' as const) },
  ),
});

/** Two and two have names of one hash in Java: what is looked up by one must not be taken for the other. */
function nameOf(slot: number): string {
  return `order-${Math.floor(slot / 2)}${slot % 2 === 0 ? 'Aa' : 'BB'}`;
}

export const orderLifecycle: Scenario<Order> = {
  name: 'order-lifecycle',
  doc: 'Many orders, each created, paid and completed in order, under broker kills, power losses, changing membership and every trouble of a network.',
  channel: { topic: 'orders', group: 'order-desk', isStrictlyOrdered: true, consumption: 'orderly' },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 3, max: 4 }),
    producers: integer({ min: 2, max: 3 }),
    consumers: integer({ min: 2, max: 4 }),
    queuesPerBroker: integer({ min: 1, max: 4 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: order, minimum: 50, maximum: 62 },
  startMs: ({ atMs }) => atMs,
  async execute(order, { slot, environment, send, lookUp }) {
    const { payAfterMs, completeAfterMs, noteBytes } = order;
    const key = nameOf(slot);
    const pausesMs = [0, payAfterMs, completeAfterMs];
    const sends: Promise<unknown>[] = [];
    for (const [ordinal, step] of STEPS.entries()) {
      const pauseMs = pausesMs[ordinal] as number;
      if (pauseMs > 0) await environment.timers.sleep(pauseMs, 'order pause');
      sends.push(send({ key, ordinal }, encodeText(`${key} ${step}${'.'.repeat(noteBytes)}`)));
    }
    await Promise.all(sends);
    if (order.lookUp !== 'never') await lookUp({ key, ordinal: STEPS.length - 1 }, order.lookUp);
  },
  faults: [
    brokerKill,
    partition,
    loseReply,
    slowPath,
    clientLeave,
    brokerPowerLoss,
    ...slowProcesses,
    ...clockTrouble,
    brokerCrashInWrite,
    slowDisk,
    ...networkTrouble,
  ],
  oracles: [
    orderPerKey,
    noLostMessage,
    noPhantom,
    queueFollowsLog,
    lossIsASuffix,
    flushedSurvives,
    deliveredStays,
    duplicatesHaveCauses,
    configOldOrNew,
    indexComplete,
    handlerUnderLease,
    offsetBehindWork,
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.ownerChanged,
    MARKS.diedWithOpenSend,
    MARKS.brokerDiedWithSends,
    REPLICA_MARKS.caughtUp,
  ],
};
