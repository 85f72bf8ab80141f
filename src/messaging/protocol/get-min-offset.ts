// The start of what is left of a queue.

import { defineRequest } from './definition.ts';
import { int32, int64, text } from './field.ts';

export const getMinOffset = defineRequest({
  code: 31,
  name: 'GET_MIN_OFFSET',
  doc: 'Reads the offset of the oldest message that a queue still has.',
  header: { topic: text('topic'), queueId: int32('queueId') },
  reply: { offset: int64('offset') },
});
