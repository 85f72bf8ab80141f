// Known bad (apache/rocketmq #8311): a half message that is put back because it wishes to be left alone counts that as a check. It is given up
// before anybody was asked.

import { checksOf, putBackProperties } from '../../src/messaging/broker/transaction/check-decision.ts';
import { PROPERTY } from '../../src/messaging/message/properties.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const waitingCounts: Design = {
  name: 'tx-05-waiting-counts',
  doc: 'Counts it as a check when a half message is put back unasked.',
  options: baseline.options,
  parts: {
    broker: {
      transactions: {
        putBackProperties: (half) =>
          putBackProperties(half).set(PROPERTY.transactionCheckTimes, String(checksOf(half) + 1)),
      },
    },
  },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#8311', oracle: 'transactions-resolved', scenario: 'bank-transfer' },
};
