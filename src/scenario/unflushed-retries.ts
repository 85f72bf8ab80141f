// The limit of a design whose brokers, like RocketMQ's, answer a consumer that gives a message back before the disk has it. Oracles say what was
// lost to it by a fingerprint of its own, which needs evidence from the disk (src/oracles/lost-retries.ts). A limit for delayed
// messages, whose deliveries do not wait either, is another such value with a fingerprint of its own.

import { MONEY_LOST_WITH_RETRY } from '../oracles/money-conserved.ts';
import { RETRY_LOST } from '../oracles/no-lost-message.ts';
import type { Limit } from './design.ts';

export const unflushedRetries: Limit = {
  name: 'unflushed-retries',
  doc: 'A broker does not wait for the flush of a failed message that it takes back: a power loss may take the retry after the consumer has committed.',
  source:
    'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/broker/src/main/java/org/apache/rocketmq/broker/processor/AbstractSendMessageProcessor.java (consumerSendMsgBack: setWaitStoreMsgOK(false))',
  excuses: ({ fingerprint }) => fingerprint === RETRY_LOST || fingerprint === MONEY_LOST_WITH_RETRY,
};
