// What the network does to a cluster beyond partitions, slow paths and lost replies: one source per class, each absent from most runs.
// Datagrams are not among them: RocketMQ sends none.

import { faultSource } from './fault-source.ts';
import type { Role } from './role.ts';
import type { FaultSource } from './scenario.ts';

/** Half of the ways that a cluster uses end at a broker, and what a consumer believes of its queues depends on them. */
const ANY_ROLE: readonly Role[] = ['broker', 'broker', 'consumer', 'consumer', 'producer', 'name-server'];

const cuts: readonly FaultSource[] = [
  faultSource('group-partition', {
    roles: ANY_ROLE,
    fields: { otherRole: ['broker', 'broker', 'name-server'] },
    chancePerCent: 8,
    maximum: 2,
  }),
  faultSource('isolate', { roles: ANY_ROLE, chancePerCent: 8, maximum: 2 }),
  faultSource('ring', { chancePerCent: 7, maximum: 1 }),
  faultSource('bridge', { chancePerCent: 7, maximum: 1 }),
];

const ways: readonly FaultSource[] = [
  faultSource('jitter', { roles: ANY_ROLE, chancePerCent: 8, maximum: 2 }),
  faultSource('packet-loss', { roles: ANY_ROLE, chancePerCent: 8, maximum: 2 }),
  faultSource('bandwidth', { roles: ANY_ROLE, chancePerCent: 8, maximum: 2 }),
  faultSource('clog', {
    roles: ANY_ROLE,
    fields: { otherRole: ['any', 'broker', 'name-server'] },
    chancePerCent: 9,
    maximum: 2,
  }),
  faultSource('swizzle', { chancePerCent: 7, maximum: 1 }),
];

const streams: readonly FaultSource[] = [
  faultSource('break-streams', { roles: ANY_ROLE, chancePerCent: 9, maximum: 2 }),
  faultSource('fragment', { roles: ANY_ROLE, chancePerCent: 7, maximum: 1 }),
  // Who is connected to: clients listen to nobody.
  faultSource('slow-accept', { roles: ['broker', 'broker', 'name-server'], chancePerCent: 8, maximum: 2 }),
  faultSource('half-open', { roles: ANY_ROLE, chancePerCent: 9, maximum: 2 }),
];

export const networkTrouble: readonly FaultSource[] = [...cuts, ...ways, ...streams];
