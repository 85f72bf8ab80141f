// Known bad (mission row C8, as RocketMQ 3.2.6): brokers ask nobody. A transaction whose end was lost stays open, its money debited.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const noCheckBack: Design = {
  name: 'no-check-back',
  doc: 'Leaves half messages that nobody ends where they are.',
  options: baseline.options,
  parts: { broker: { transactions: { decideHalf: () => 'end-round' } } },
  limits: baseline.limits,
  defect: { source: 'mission row C8', oracle: 'transactions-resolved', scenario: 'bank-transfer' },
};
