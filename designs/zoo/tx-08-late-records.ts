// Known bad (apache/rocketmq #10199): the records of what is resolved are written in batches so far apart that the checks come first. Transactions
// that were committed are asked about and committed again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const lateRecords: Design = {
  name: 'tx-08-late-records',
  doc: 'Writes down what is resolved less often than it checks.',
  options: { ...baseline.options, transactions: { operationBatchIntervalMs: 60_000 } },
  parts: {},
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#10199', oracle: 'resolved-stays-resolved', scenario: 'bank-transfer' },
};
