// The settings of one topic.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getTopicConfig = defineRequest({
  code: 351,
  name: 'GET_TOPIC_CONFIG',
  doc: 'Reads the configuration of a topic on one broker.',
  header: { topic: text('topic') },
  reply: {},
});
