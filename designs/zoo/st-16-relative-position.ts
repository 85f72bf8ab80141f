// Known bad (ST-16; three corrections of 2014 and 2015): a slave whose log ends within a record takes the number of bytes that it has read for the
// place where it goes on. What follows gets wrong entries in its queues, or none.

import { logPosition } from '../../src/base/numbers.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const relativePosition: Design = {
  name: 'st-16-relative-position',
  doc: 'A slave goes on dispatching where the bytes that it read would end if it had begun at 0.',
  options: baseline.options,
  parts: { store: { partialResumesAt: ({ began, whole }) => logPosition(whole - began) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/commit/148861502f',
    oracle: 'queue-follows-log',
    scenario: 'replica-lag',
  },
};
