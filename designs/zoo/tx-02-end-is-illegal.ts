// Known bad (apache/rocketmq #549, #1517): the end of the records of what is resolved is taken for an offset that does not exist, and the progress
// on them set to it. What they say of half messages that were not met yet is forgotten: those are checked again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const endIsIllegal: Design = {
  name: 'tx-02-end-is-illegal',
  doc: 'Takes the end of the records of what is resolved for an illegal offset.',
  options: baseline.options,
  parts: { broker: { transactions: { hasReadAllRecords: (status) => status === 'FOUND' } } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#549', oracle: 'resolved-stays-resolved', scenario: 'bank-transfer' },
};
