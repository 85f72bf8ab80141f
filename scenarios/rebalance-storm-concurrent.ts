// The storm of rebalance-storm over a group that consumes without order: queues have no leases, so that for a while two members may have
// one, and every batch is a task of its own. No offset may pass what is not handled all the same.

import { handlerUnderLease } from '../src/oracles/handler-under-lease.ts';
import type { Oracle } from '../src/oracles/oracle.ts';
import { orderPerKey } from '../src/oracles/order-per-key.ts';
import { OWNERSHIP_MARKS } from '../src/scenario/ownership-marks.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { type Round, rebalanceStorm } from './rebalance-storm.ts';

const OF_ORDER: readonly Oracle[] = [orderPerKey, handlerUnderLease];

export const rebalanceStormConcurrent: Scenario<Round> = {
  ...rebalanceStorm,
  name: 'rebalance-storm-concurrent',
  doc: 'Consumption without order while members of the group come and go, stand still, and are cut off from brokers that die.',
  channel: { ...rebalanceStorm.channel, isStrictlyOrdered: false, consumption: 'concurrent' },
  oracles: rebalanceStorm.oracles.filter((oracle) => !OF_ORDER.includes(oracle)),
  reach: rebalanceStorm.reach.filter((mark) => mark !== OWNERSHIP_MARKS.leaseRanOut),
};
