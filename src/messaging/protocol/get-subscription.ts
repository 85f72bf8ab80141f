// What a group subscribes to of a topic.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getSubscription = defineRequest({
  code: 345,
  name: 'QUERY_SUBSCRIPTION_BY_CONSUMER',
  doc: 'Reads the subscription of a group to a topic; the reply body lacks it when there is none.',
  header: { group: text('group'), topic: text('topic') },
  reply: {},
});
