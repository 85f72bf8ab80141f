// Mends what the original only documents, and declares no limits. Today that is one thing: brokers measure leases by a clock that cannot jump.

import type { Design } from '../src/scenario/design.ts';

export const hardened: Design = {
  name: 'hardened',
  doc: 'The baseline without its documented weaknesses: leases are measured by the monotonic clock.',
  options: { flush: 'synchronous', recordCrc: true },
  parts: { broker: { leaseClockMs: (clock) => Math.floor(clock.monotonicUs() / 1000) } },
  limits: [],
};
