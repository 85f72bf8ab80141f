// A broker leaves.

import { defineRequest } from './definition.ts';
import { int64, text } from './field.ts';

export const unregisterBroker = defineRequest({
  code: 104,
  name: 'UNREGISTER_BROKER',
  doc: 'Removes a broker from the routes at once.',
  header: {
    brokerName: text('brokerName'),
    brokerAddress: text('brokerAddr'),
    clusterName: text('clusterName'),
    brokerId: int64('brokerId'),
  },
  reply: {},
});
