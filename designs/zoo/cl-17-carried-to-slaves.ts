// Known bad (CL-17, apache/rocketmq-client-go#399): a consumer that pulls from a slave tells it with the pull how far its group is. The slave of 5.x
// remembers that until its master says otherwise, and copies of the group's progress are not the same.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const carriedToSlaves: Design = {
  name: 'cl-17-carried-to-slaves',
  doc: 'Pulls from slaves carry offsets, as those from masters do.',
  options: baseline.options,
  parts: { client: { commitsWithPull: () => true } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq-client-go/issues/399',
    oracle: 'offset-never-back',
    scenario: 'second-hand-progress',
  },
};
