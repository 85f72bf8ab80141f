// The limit of a design whose brokers, like RocketMQ's, count a delayed message as delivered before the disk, or a slave, has
// its copy.

import { COPY_LOST } from '../oracles/delay-kept.ts';
import { DELIVERY_LOST } from '../oracles/no-lost-message.ts';
import type { Limit } from './design.ts';

export const unflushedDeliveries: Limit = {
  name: 'unflushed-deliveries',
  doc: 'A broker waits neither for the flush nor for slaves with a delayed message that it delivers: a power loss, or a slave that takes its place, may take the copy after it was noted as delivered.',
  source:
    'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/broker/src/main/java/org/apache/rocketmq/broker/schedule/ScheduleMessageService.java (messageTimeUp: setWaitStoreMsgOK(false))',
  excuses: ({ fingerprint }) => fingerprint === COPY_LOST || fingerprint === DELIVERY_LOST,
};
