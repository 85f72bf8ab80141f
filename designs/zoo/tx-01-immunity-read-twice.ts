// Known bad (apache/rocketmq #544, #548): whether a half message still wishes to be left alone is asked twice, each time by a new look at the
// clock. If the time runs out in between it is neither put back nor checked: it is lost.

import { wishedImmunityMs } from '../../src/messaging/broker/transaction/half-message.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from '../../src/messaging/broker/transaction/transaction-options.ts';
import {
  DEFAULT_TRANSACTION_PARTS,
  type TransactionParts,
} from '../../src/messaging/broker/transaction/transaction-parts.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const isResolvedBefore: TransactionParts['isResolvedBefore'] = (half, resolved, clock) => {
  const ageMs = clock.wallMs() - half.bornTimestampMs;
  const wishedMs = wishedImmunityMs(half.properties, DEFAULT_TRANSACTION_OPTIONS.timeoutMs) ?? 0;
  return ageMs > wishedMs || DEFAULT_TRANSACTION_PARTS.isResolvedBefore(half, resolved, clock);
};

export const immunityReadTwice: Design = {
  name: 'tx-01-immunity-read-twice',
  doc: 'Passes a half message over whose time without checks runs out between two looks at the clock.',
  options: baseline.options,
  parts: { broker: { transactions: { isResolvedBefore } } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#544', oracle: 'transactions-resolved', scenario: 'bank-transfer' },
};
