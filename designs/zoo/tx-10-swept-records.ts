// Known bad (apache/rocketmq #2133): the cleanup of unused topics takes the topic of what is resolved along, which brokers of that version kept
// no configuration of. Transactions that were resolved behind an open one are asked about, and those that were committed commit again.

import { SYSTEM_TOPIC } from '../../src/messaging/broker/system-topics.ts';
import { isUsedTopic } from '../../src/messaging/broker/unused-topics.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const sweptRecords: Design = {
  name: 'tx-10-swept-records',
  doc: 'Cleans up the topic of what is resolved as one that nobody uses.',
  options: baseline.options,
  parts: {
    broker: {
      isUsedTopic: (topic, isConfigured) =>
        topic !== SYSTEM_TOPIC.transactionOperations && isUsedTopic(topic, isConfigured),
    },
  },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#2133', oracle: 'resolved-stays-resolved', scenario: 'bank-transfer' },
};
