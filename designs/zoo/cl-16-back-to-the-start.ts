// Known bad (CL-16, apache/rocketmq#4215): a reader whose offset is beyond the end of the queue, because a power loss took what had not been flushed, is
// sent to the beginning instead of the end: the group consumes everything again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const backToTheStart: Design = {
  name: 'cl-16-back-to-the-start',
  doc: 'Sends a reader that is beyond the end of a queue to its beginning.',
  options: { ...baseline.options, flush: 'asynchronous' },
  parts: { store: { offsetBeyondEnd: ({ minOffset }) => minOffset } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/4215',
    oracle: 'offset-never-back',
    scenario: 'rebalance-storm',
  },
};
