// A client says goodbye.

import { defineRequest } from './definition.ts';
import { optionalText, text } from './field.ts';

export const unregisterClient = defineRequest({
  code: 35,
  name: 'UNREGISTER_CLIENT',
  doc: 'Removes a client from a producer group, a consumer group, or both.',
  header: {
    clientId: text('clientID'),
    producerGroup: optionalText('producerGroup'),
    consumerGroup: optionalText('consumerGroup'),
  },
  reply: {},
});
