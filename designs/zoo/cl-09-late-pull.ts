// Known bad (CL-09, apache/rocketmq#2732): what a pull brings moves the next pull of whatever is held of that queue now. When the queue was lost and
// regained meanwhile, its messages are dropped with the lost one, and the regained one goes on behind them.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const latePull: Design = {
  name: 'cl-09-late-pull',
  doc: 'Lets the late answer to a pull of a lost queue move the next pull of the same queue regained.',
  options: baseline.options,
  parts: {
    client: {
      advancePull: (asked, now, nextOffset) => {
        (now ?? asked).pullOffset = nextOffset;
      },
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/2732',
    oracle: 'offset-behind-work',
    scenario: 'rebalance-storm-concurrent',
  },
};
