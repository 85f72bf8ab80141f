// Who consumes for a group at a broker.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getConsumerConnections = defineRequest({
  code: 203,
  name: 'GET_CONSUMER_CONNECTION_LIST',
  doc: 'Reads the members of a consumer group with their addresses, and what the group subscribes to, on one broker.',
  header: { consumerGroup: text('consumerGroup') },
  reply: {},
});
