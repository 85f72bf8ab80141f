// Known bad where a transaction is to be ended once (apache/rocketmq #5574, #8158): a broker remembers nothing of what it has ended. The word of
// a producer and its answer to a check publish two messages.

import { TransactionEnds } from '../../src/messaging/broker/transaction/transaction-ends.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const endedTwice: Design = {
  name: 'ended-twice',
  doc: 'Promises to end a transaction once, and commits it as often as it is told to.',
  options: { ...baseline.options, transactionEnds: 'once' },
  parts: { broker: { transactions: { makeEnds: () => new TransactionEnds() } } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#5574', oracle: 'committed-once', scenario: 'bank-transfer' },
};
