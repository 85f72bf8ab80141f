// Known bad: takes the word of a slave for a copy on its disk. A slave says that it has what it has appended, whatever its flush
// (DefaultHAClient.java); who believes more loses what was acknowledged when a slave loses power and its master the disk.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const claimsDurableCopies: Design = {
  name: 'claims-durable-copies',
  doc: 'Counts what slaves have appended, and is held to the promise that it is on their disks.',
  options: { ...baseline.options, claims: { copiesAre: 'flushed' } },
  parts: {},
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/DefaultHAClient.java',
    oracle: 'confirmed-is-copied',
    scenario: 'master-loss',
  },
};
