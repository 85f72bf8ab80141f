// Known bad: synchronous double write with slaves that begin at the last segment of their master when their log is empty, as RocketMQ's do. What
// such a slave says counts for what lies before as well: a put is told that it is copied, and nobody ever copies it.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const copiedFromLastSegment: Design = {
  name: 'copied-from-last-segment',
  doc: 'Double write whose new slaves begin at the last segment of their master.',
  options: {
    ...baseline.options,
    replication: { ...baseline.options.replication, newReplicaStart: 'last-segment' },
  },
  parts: {},
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/DefaultHAConnection.java',
    oracle: 'confirmed-is-copied',
    scenario: 'replica-lag',
  },
};
