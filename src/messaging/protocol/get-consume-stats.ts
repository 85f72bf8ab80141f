// How far a consumer group is behind.

import { defineRequest } from './definition.ts';
import { optionalText, text } from './field.ts';

export const getConsumeStats = defineRequest({
  code: 208,
  name: 'GET_CONSUME_STATS',
  doc: 'Reads the end of each queue and the offset that a group committed on it, on one broker; without a topic, of all topics that the group has offsets of.',
  header: { consumerGroup: text('consumerGroup'), topic: optionalText('topic') },
  reply: {},
});
