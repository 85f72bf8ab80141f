// Known bad (PR-03, apache/rocketmq#2421): the queue of a key is the absolute value of its hash, modulo the number of queues. In 32 bits the
// absolute value of -2^31 is -2^31: such a key gets a negative index, and no queue, whenever the number of queues is no power of two.

import type { MessageQueueSelector } from '../../src/messaging/client/queue-selector.ts';
import { javaHash } from '../../src/messaging/message/java-hash.ts';
import type { MessageQueue } from '../../src/messaging/message/message-queue.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

/** Java's throws; a producer that was given no queue cannot send either. */
const selectByAbsoluteHash: MessageQueueSelector = ({ queues, key }) => {
  const absolute = Math.abs(javaHash(key)) | 0;
  return queues[absolute % queues.length] as MessageQueue;
};

export const negativeQueue: Design = {
  name: 'pr-03-negative-queue',
  doc: 'Has no queue for keys whose hash is the smallest integer.',
  options: baseline.options,
  parts: { client: { selectQueue: selectByAbsoluteHash } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/2421',
    oracle: 'outbox-delivered',
    scenario: 'outbox',
  },
};
