// A client tells a broker that it lives, and which groups and subscriptions it has (heartbeat-data.ts).

import { defineRequest } from './definition.ts';
import { optionalBoolean } from './field.ts';

export const heartbeat = defineRequest({
  code: 34,
  name: 'HEART_BEAT',
  doc: 'Registers the groups of a client on this channel. The body is heartbeat data as JSON.',
  header: {},
  reply: {
    supportsHeartbeatV2: optionalBoolean('IS_SUPPORT_HEART_BEAT_V2'),
    subscriptionChanged: optionalBoolean('IS_SUB_CHANGE'),
  },
});
