// Known bad: a master that nobody copies from counts itself as enough, so that sends go on without slaves, as `enableAutoInSyncReplicas` of RocketMQ
// does when it lowers what sends wait for to the members that are left. A master whose place was taken has no slaves either, and acknowledges what is
// lost with it.

import { countCopies } from '../../src/messaging/replication/replication-decision.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const ENOUGH = 1000;

export const acknowledgesAlone: Design = {
  name: 'acknowledges-alone',
  doc: 'Waits for two copies while a slave is connected, and for none otherwise.',
  options: baseline.options,
  parts: {
    broker: {
      replication: {
        countCopies: (reports, end) => (reports.length === 0 ? ENOUGH : countCopies(reports, end)),
      },
    },
  },
  limits: [],
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/CommitLog.java',
    oracle: 'one-writer-per-epoch',
    scenario: 'split-brain-by-operator',
  },
};
