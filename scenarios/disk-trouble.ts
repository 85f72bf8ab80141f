// The orders of order-lifecycle on brokers whose disks fail them: errors of reads, writes and syncs, full and slow disks, crashes inside
// writes, and power losses among them.
//
// What is owed, with synchronous flush and one copy of each message (facts 9.1 D1, D5, D6):
//
// | trouble                      | promise                                                                                         |
// |------------------------------|-------------------------------------------------------------------------------------------------|
// | write fails, disk full       | the send is refused or ends unknown; what was acknowledged stays, and arrives after heal        |
// | sync fails                   | sends that wait end unknown, the broker takes no more until it is started anew; nothing that was |
// |                              | acknowledged is lost, not even by a power loss after the failed sync                            |
// | read fails                   | what cannot be read is delivered later, in order; nothing is skipped                            |
// | crash inside a write         | what was acknowledged stays; what was cut in two is no message                                  |
// | bit rot, stray write, wipe   | nothing: there is no other copy, so they are beyond the budget and not drawn                    |

import { constant, integer, record } from 'fast-check';
import {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
  diskTroubles,
  partition,
  slowDisk,
} from '../src/scenario/fault-source.ts';
import { REPLICA_MARKS } from '../src/scenario/replica-marks.ts';
import { MARKS } from '../src/scenario/run-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { type Order, orderLifecycle } from './order-lifecycle.ts';

export const diskTrouble: Scenario<Order> = {
  ...orderLifecycle,
  name: 'disk-trouble',
  doc: 'Orders, each created, paid and completed, on brokers whose disks fail, fill up, stall, and lose power inside writes.',
  /** Few brokers: troubles of one disk meet each other. */
  topology: record({
    nameServers: constant(1),
    brokers: integer({ min: 1, max: 3 }),
    producers: integer({ min: 2, max: 3 }),
    consumers: integer({ min: 2, max: 3 }),
    queuesPerBroker: integer({ min: 1, max: 4 }),
  }),
  faults: [
    ...diskTroubles,
    { ...brokerCrashInWrite, chancePerCent: 60 },
    { ...slowDisk, chancePerCent: 40 },
    { ...brokerPowerLoss, chancePerCent: 80, maximum: 3 },
    { ...brokerKill, chancePerCent: 40 },
    { ...partition, chancePerCent: 20 },
    { ...clientLeave, chancePerCent: 20 },
  ],
  reach: [
    MARKS.deliveredTwice,
    MARKS.brokerDiedWithSends,
    MARKS.unknownSend,
    MARKS.appendFailed,
    MARKS.flushFailed,
    MARKS.startRefused,
    REPLICA_MARKS.caughtUp,
  ],
};
