// How much of a topic a broker has.

import { defineRequest } from './definition.ts';
import { text } from './field.ts';

export const getTopicStats = defineRequest({
  code: 202,
  name: 'GET_TOPIC_STATS_INFO',
  doc: 'Reads the first and the next offset of each queue of a topic on one broker, and when its last message was stored.',
  header: { topic: text('topic') },
  reply: {},
});
