// A consumer tells how far it has come on a queue.

import { defineRequest } from './definition.ts';
import { int32, int64, text } from './field.ts';

export const updateConsumerOffset = defineRequest({
  code: 15,
  name: 'UPDATE_CONSUMER_OFFSET',
  doc: 'Commits the offset of a group on one queue, unconditionally. Normally one-way.',
  header: {
    consumerGroup: text('consumerGroup'),
    topic: text('topic'),
    queueId: int32('queueId'),
    commitOffset: int64('commitOffset'),
  },
  reply: {},
});
