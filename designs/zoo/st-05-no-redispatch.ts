// Known bad (ST-05, apache/rocketmq#7355): recovery after an unclean end takes the consume queues for complete. What is in the log and not
// yet in its queue stays invisible for ever.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const noRedispatch: Design = {
  name: 'st-05-no-redispatch',
  doc: 'Tells consume queues nothing again after an unclean end.',
  options: baseline.options,
  parts: { store: { isToldAgain: () => false } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/7355',
    oracle: 'queue-follows-log',
    scenario: 'power-loss',
  },
};
