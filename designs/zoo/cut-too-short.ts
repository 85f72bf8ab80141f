// Known bad: a slave that must cut its log keeps the record with which the two histories part, as if the master had it in part.

import { logPosition } from '../../src/base/numbers.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const KEPT_BYTES = 150;

export const cutTooShort: Design = {
  name: 'cut-too-short',
  doc: 'A slave whose log is not its master’s any more cuts behind the first difference, and keeps it.',
  options: baseline.options,
  parts: { broker: { replication: { cutPosition: ({ position }) => logPosition(position + KEPT_BYTES) } } },
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/autoswitch/AutoSwitchHAClient.java',
    oracle: 'cut-where-they-part',
    scenario: 'split-brain-by-operator',
  },
};
