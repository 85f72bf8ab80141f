// All consumer groups of a broker with their settings.

import { defineRequest } from './definition.ts';

export const getSubscriptionGroups = defineRequest({
  code: 201,
  name: 'GET_ALL_SUBSCRIPTIONGROUP_CONFIG',
  doc: 'Reads the consumer groups of one broker. The reply body is the table that its subscriptionGroup.json holds.',
  header: {},
  reply: {},
});
