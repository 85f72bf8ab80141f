// Known bad: a broker that asks for its place, hears that another one has it, and goes on. It is a second master with a warning in its log.

import type { FenceRules } from '../../src/messaging/replication/master-claim.ts';
import type { Design } from '../../src/scenario/design.ts';
import { hardened } from '../hardened.ts';

const DEAF: FenceRules = {
  startDecision: (_claim, holders) => (holders.length === 0 ? 'nobody-answered' : 'start'),
  registrationDecision: () => 'register',
  standing: () => 'master',
};

export const unheardFence: Design = {
  name: 'unheard-fence',
  doc: 'Asks who the master is, and takes messages whatever the answer.',
  options: hardened.options,
  parts: { ...hardened.parts, broker: { ...hardened.parts.broker, replication: { fenceRules: DEAF } } },
  limits: [],
  defect: {
    source: 'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/docs/en/controller/design.md',
    oracle: 'replaced-master-steps-down',
    scenario: 'split-brain-by-operator',
  },
};
