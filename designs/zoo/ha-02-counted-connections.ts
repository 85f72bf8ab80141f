// Known bad (HA-02; RocketMQ's own code says so in a note): puts that wait for three copies count connections that have said that they are there.
// A slave that has connected again before its master notices the end of the old connection counts twice, and the third copy is nowhere.

import type { CountCopies } from '../../src/messaging/replication/replication-decision.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const countConnections: CountCopies = (reports, end) =>
  1 + reports.filter(({ position }) => position >= end).length;

export const countedConnections: Design = {
  name: 'ha-02-counted-connections',
  doc: 'Waits for three copies, and counts connections instead of slaves.',
  options: {
    ...baseline.options,
    replication: { ...baseline.options.replication, inSyncReplicas: 3 },
  },
  parts: { broker: { replication: { countCopies: countConnections } } },
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/GroupTransferService.java',
    oracle: 'confirmed-is-copied',
    scenario: 'replica-lag',
  },
};
