// Who produces for a group at a broker.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getProducerConnections = defineRequest({
  code: 204,
  name: 'GET_PRODUCER_CONNECTION_LIST',
  doc: 'Reads the members of a producer group with their addresses, on one broker.',
  header: { producerGroup: text('producerGroup') },
  reply: {},
});
