// Known bad (CL-23, alibaba/RocketMQ#459): a queue that is not pulled because so much of it is cached counts as not pulled for whatever reason. While
// its handler takes long, the queue is dropped as stuck, and taken again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const stuckWhenFull: Design = {
  name: 'cl-23-stuck-when-full',
  doc: 'Takes a queue for stuck that waits until its cache has room.',
  options: baseline.options,
  parts: { client: { isAlive: (isFull) => !isFull } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/alibaba/RocketMQ/issues/459',
    oracle: 'one-owner-when-stable',
    scenario: 'rebalance-storm',
  },
};
