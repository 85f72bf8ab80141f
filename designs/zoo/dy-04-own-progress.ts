// Known bad (DY-04, apache/rocketmq#6881): a slave writes how far its own deliveries of delayed messages were over what it has heard from its master.
// It delivers none, so that its own progress is what it was at its start. When it becomes the master it delivers everything again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const ownProgress: Design = {
  name: 'dy-04-own-progress',
  doc: 'Slaves write down their own progress of delays instead of that of their master.',
  options: baseline.options,
  parts: { broker: { takeDelayOffsets: () => {} } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/6881',
    oracle: 'promoted-goes-on',
    scenario: 'second-hand-progress',
  },
};
