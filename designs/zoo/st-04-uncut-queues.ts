// Known bad (ST-04 a, apache/rocketmq#467): recovery does not cut consume queues at the end of the log. Under asynchronous flush a power loss
// can take records whose entries are on the disk already; later messages then go to other offsets than those entries. The original forgot
// the cut after an orderly end only, where it took any end without its marker for one; our marker of an unclean end cannot get lost.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const uncutQueues: Design = {
  name: 'st-04-uncut-queues',
  doc: 'Leaves entries in consume queues that lie behind the end of the recovered log.',
  options: { ...baseline.options, flush: 'asynchronous' },
  parts: { store: { cutsQueues: () => false } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/467',
    oracle: 'queue-follows-log',
    scenario: 'power-loss',
  },
};
