// Known bad: a slave that must cut its log takes the whole last segment away, which is the simplest thing to do with files. Records that its master
// has, and that it had said it has, are there no more until they are sent again.

import { logPosition } from '../../src/base/numbers.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const ROUGHLY_BYTES = 1000;

export const cutToTheSegment: Design = {
  name: 'cut-to-the-segment',
  doc: 'A slave whose log is not its master’s any more cuts more than differs.',
  options: baseline.options,
  parts: {
    broker: {
      replication: {
        cutPosition: ({ recordEnd }) => logPosition(recordEnd - (recordEnd % ROUGHLY_BYTES)),
      },
    },
  },
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/autoswitch/AutoSwitchHAClient.java',
    oracle: 'cut-where-they-part',
    scenario: 'split-brain-by-operator',
  },
};
