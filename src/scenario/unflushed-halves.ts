// The limit of a design whose rounds of checks, like RocketMQ's, go on before the disk has the half message that they put back.

import { MONEY_LOST_WITH_HALF } from '../oracles/money-conserved.ts';
import { HALF_LOST } from '../oracles/transactions-resolved.ts';
import type { Limit } from './design.ts';

export const unflushedHalves: Limit = {
  name: 'unflushed-halves',
  doc: 'A broker does not wait for the flush of a half message that a round of checks puts back: a power loss may take it after the round has gone on, and its transaction stays open.',
  source:
    'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/broker/src/main/java/org/apache/rocketmq/broker/transaction/queue/TransactionalMessageBridge.java (renewHalfMessageInner: setWaitStoreMsgOK(false))',
  excuses: ({ fingerprint }) => fingerprint === HALF_LOST || fingerprint === MONEY_LOST_WITH_HALF,
};
