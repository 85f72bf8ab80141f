// All topics of a broker with their settings.

import { defineRequest } from './definition.ts';

export const getAllTopicConfig = defineRequest({
  code: 21,
  name: 'GET_ALL_TOPIC_CONFIG',
  doc: 'Reads the topics of one broker. The reply body is the table that its topics.json holds.',
  header: {},
  reply: {},
});
