// The jobs of flaky-consumer while brokers lose power again and again: what a broker took back must come again although nobody waited for its
// flush. It does not always under RocketMQ (facts 9.1 D11), which baseline declares as a limit and hardened mends.

import { faultSource, loseReply, partition, slowDisk } from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { flakyConsumer, type Job } from './flaky-consumer.ts';

export const flakyPower: Scenario<Job> = {
  ...flakyConsumer,
  name: 'flaky-power',
  doc: 'Jobs whose handlers fail now and then or always, while brokers lose power: what was given back comes again.',
  faults: [
    faultSource('power-loss', { roles: ['broker'], chancePerCent: 95, maximum: 4 }),
    partition,
    loseReply,
    slowDisk,
  ],
  reach: [MARKS.deliveredTwice, MARKS.deadLetter, MARKS.retried, MARKS.sentBackTwice, REPLICA_MARKS.caughtUp],
};
