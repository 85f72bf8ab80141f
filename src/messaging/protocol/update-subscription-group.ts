// An administrator sets what a consumer group may do.

import { defineRequest } from './definition.ts';

export const updateSubscriptionGroup = defineRequest({
  code: 200,
  name: 'UPDATE_AND_CREATE_SUBSCRIPTIONGROUP',
  doc: 'Creates or changes a consumer group on one broker. The body is its settings as JSON.',
  header: {},
  reply: {},
});
