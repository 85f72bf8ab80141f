// Who else is in my group: what a rebalance needs (consumer-ids.ts).

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getConsumerList = defineRequest({
  code: 38,
  name: 'GET_CONSUMER_LIST_BY_GROUP',
  doc: 'Reads the client ids of a group. The reply body is a consumer id list as JSON; an unknown or empty group is a SYSTEM_ERROR.',
  header: { consumerGroup: text('consumerGroup') },
  reply: {},
});
