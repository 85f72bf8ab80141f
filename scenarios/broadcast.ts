// News that every reader gets, each of which keeps on its own disk how far it is, while brokers and readers die: the power of readers' machines
// too. Handlers fail now and then, which drops the message for this reader.
//
// Power losses of brokers are not drawn: a reader may have been given what its broker had not flushed yet, and is then ahead of the queue
// (facts 9.1 L5).

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { decodeText, encodeText } from '../src/base/bytes.ts';
import { DEFAULT_STORE_OPTIONS } from '../src/messaging/store/options.ts';
import { broadcastComplete } from '../src/oracles/broadcast-complete.ts';
import { noPhantom } from '../src/oracles/no-phantom.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import type { Delivery, DeliveryOutcome } from '../src/scenario/channel.ts';
import {
  brokerKill,
  clientLeave,
  loseReply,
  memberPowerLoss,
  partition,
  slowDisk,
  slowPath,
  slowProcesses,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { SLAVES_NOW_AND_THEN } from '../src/scenario/slaves.ts';

export interface NewsItem {
  readonly atMs: number;
  readonly outcome: DeliveryOutcome;
}

const newsItem: Arbitrary<NewsItem> = record({
  /** Readers have found their queues by then, where nothing keeps them. */
  atMs: integer({ min: 2_000, max: 26_000 }),
  outcome: constantFrom<DeliveryOutcome>('success', 'success', 'success', 'success', 'failure', 'exception'),
});

/** The body says how handlers fare. */
function outcomeOf({ body }: Delivery): DeliveryOutcome {
  const text = decodeText(body);
  return text === 'failure' || text === 'exception' ? text : 'success';
}

export const broadcast: Scenario<NewsItem> = {
  name: 'broadcast',
  doc: 'News that every member of a group gets, each keeping on its own disk how far it is, while brokers and members die.',
  channel: {
    topic: 'news',
    group: 'newsreaders',
    isStrictlyOrdered: false,
    consumption: 'concurrent',
    model: 'broadcasting',
    failing: {
      outcome: outcomeOf,
      maxReconsumeTimes: 0,
      delayLevelsMs: DEFAULT_STORE_OPTIONS.delayLevelsMs,
    },
  },
  topology: record({
    nameServers: integer({ min: 1, max: 2 }),
    brokers: integer({ min: 2, max: 3 }),
    producers: integer({ min: 1, max: 2 }),
    consumers: integer({ min: 2, max: 4 }),
    queuesPerBroker: integer({ min: 1, max: 3 }),
  }),
  slaves: SLAVES_NOW_AND_THEN,
  operations: { slot: newsItem, minimum: 20, maximum: 40 },
  startMs: ({ atMs }) => atMs,
  async execute({ outcome }, { slot, send }) {
    await send({ key: `item-${slot}`, ordinal: 0 }, encodeText(outcome));
  },
  faults: [
    brokerKill,
    partition,
    loseReply,
    slowPath,
    clientLeave,
    memberPowerLoss,
    slowDisk,
    ...slowProcesses,
  ],
  oracles: [broadcastComplete, noPhantom, queueFollowsLog],
  reach: [MARKS.brokerDiedWithSends, MARKS.memberReturned, MARKS.memberDropped, REPLICA_MARKS.caughtUp],
};
