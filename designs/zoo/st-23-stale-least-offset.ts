// Known bad (ST-23, apache/rocketmq#10417): when recovery cuts everything from a queue, the queue begins again at 0, but keeps its least
// offset. Then it begins behind its end. It takes a loss of records for that, so the flush is RocketMQ's default.

import { queueOffset } from '../../src/base/numbers.ts';
import type { EmptiedQueueBounds } from '../../src/messaging/store/emptied-queue.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const keepLeastOffset: EmptiedQueueBounds = ({ minOffset }) => ({ minOffset, maxOffset: queueOffset(0) });

export const staleLeastOffset: Design = {
  name: 'st-23-stale-least-offset',
  doc: 'Keeps the least offset of a queue that recovery has emptied and that begins again at 0.',
  options: { ...baseline.options, flush: 'asynchronous' },
  parts: { store: { emptiedQueueBounds: keepLeastOffset } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#10417', scenario: 'backlog', oracle: 'least-offset-rises' },
};
