// Known bad: an asynchronous master of which somebody believes that it writes twice. What it acknowledged is on one machine for a moment, or for
// as long as no slave is there.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const claimsDoubleWrite: Design = {
  name: 'claims-double-write',
  doc: 'Masters are asynchronous, and are held to the promise of two copies.',
  options: {
    ...baseline.options,
    replication: { newReplicaStart: 'minimum', role: 'ASYNC_MASTER' },
    claims: { copies: 2 },
  },
  parts: {},
  limits: baseline.limits,
  defect: {
    source: 'https://rocketmq.apache.org/docs/4.x/deployment/02admin/',
    oracle: 'confirmed-is-copied',
    scenario: 'master-loss',
  },
};
