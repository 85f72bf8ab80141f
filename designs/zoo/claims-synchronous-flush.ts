// Known bad: says synchronous flush and synchronous double write, and flushes when it finds the time. What it has acknowledged does not survive the
// power loss of its master, if that comes back by itself; the slave's copy helps only who puts the slave in its place, as careful operators do.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const claimsSynchronousFlush: Design = {
  name: 'claims-synchronous-flush',
  doc: 'Flushes asynchronously beside double write, and is held to the promise of synchronous flush.',
  options: { ...baseline.options, flush: 'asynchronous', claims: { flush: 'synchronous' } },
  parts: {},
  limits: baseline.limits,
  defect: {
    source: 'https://rocketmq.apache.org/docs/4.x/deployment/02admin/',
    oracle: 'flushed-survives',
    scenario: 'power-loss',
  },
};
