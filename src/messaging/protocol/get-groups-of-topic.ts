// Which groups consume a topic.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getGroupsOfTopic = defineRequest({
  code: 300,
  name: 'QUERY_TOPIC_CONSUME_BY_WHO',
  doc: 'Reads the groups that subscribe to a topic or have committed offsets on it, on one broker.',
  header: { topic: text('topic') },
  reply: {},
});
