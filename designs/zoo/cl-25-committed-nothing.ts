// Known bad (CL-25, apache/rocketmq#3503): a read that a closing store does not answer counts as one that ends at 0, and 0 is what the broker
// remembers of the group.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const committedNothing: Design = {
  name: 'cl-25-committed-nothing',
  doc: 'Commits offset 0 for a group whose pull meets a store that is closing.',
  options: baseline.options,
  parts: { broker: { committedOffset: (carried, isAnswered) => (isAnswered ? carried : 0) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/3503',
    oracle: 'offset-never-back',
    scenario: 'rolling-restart',
  },
};
