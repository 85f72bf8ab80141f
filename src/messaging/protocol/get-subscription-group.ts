// The settings of one consumer group.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getSubscriptionGroup = defineRequest({
  code: 352,
  name: 'GET_SUBSCRIPTIONGROUP_CONFIG',
  doc: 'Reads the configuration of a consumer group on one broker.',
  header: { group: text('group') },
  reply: {},
});
