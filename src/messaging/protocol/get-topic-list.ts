// All topics that a name server knows.

import { defineRequest } from './definition.ts';

export const getTopicList = defineRequest({
  code: 206,
  name: 'GET_ALL_TOPIC_LIST_FROM_NAMESERVER',
  doc: 'Reads the names of all topics that have a route. The reply body is a topic list as JSON.',
  header: {},
  reply: {},
});
