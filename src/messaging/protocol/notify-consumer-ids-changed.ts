// A broker tells the members of a group that one came or left.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const notifyConsumerIdsChanged = defineRequest({
  code: 40,
  name: 'NOTIFY_CONSUMER_IDS_CHANGED',
  doc: 'Broker to client, one-way: the members of the group changed, rebalance now.',
  header: { consumerGroup: text('consumerGroup') },
  reply: {},
});
