// Known bad (mission A1): the messages of one key go to two brokers. M1 on server S1 and M2 on server S2 are consumed independently, so
// their order cannot hold.

import { present } from '../../src/base/assert.ts';
import type { MessageQueueSelector } from '../../src/messaging/client/queue-selector.ts';
import type { MessageQueue } from '../../src/messaging/message/message-queue.ts';
import { messageNameOf } from '../../src/oracles/message-name.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

/** Alternates between the brokers by the message's place in its key. */
const selectAnotherBroker: MessageQueueSelector = ({ queues, message }) => {
  const brokers = [...new Set(queues.map(({ brokerName }) => brokerName))];
  const ordinal = messageNameOf(message)?.ordinal ?? 0;
  const broker = brokers[ordinal % brokers.length];
  return present<MessageQueue>(
    queues.find(({ brokerName }) => brokerName === broker),
    `a queue of ${broker}`,
  );
};

export const spreadKeys: Design = {
  name: 'spread-keys',
  doc: 'Sends the messages of one key to different brokers.',
  options: baseline.options,
  parts: { client: { selectQueue: selectAnotherBroker } },
  limits: baseline.limits,
  defect: { source: 'mission row A1', oracle: 'order-per-key', scenario: 'order-lifecycle' },
};
