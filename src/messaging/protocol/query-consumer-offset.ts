// Where a group continues on a queue: the offset that it committed.

import { defineRequest } from './definition.ts';
import { int32, int64, optionalBoolean, text } from './field.ts';

export const queryConsumerOffset = defineRequest({
  code: 14,
  name: 'QUERY_CONSUMER_OFFSET',
  doc: 'Reads the committed offset of a group on one queue; QUERY_NOT_FOUND when there is none.',
  header: {
    consumerGroup: text('consumerGroup'),
    topic: text('topic'),
    queueId: int32('queueId'),
    setZeroIfNotFound: optionalBoolean('setZeroIfNotFound'),
  },
  reply: { offset: int64('offset') },
});
