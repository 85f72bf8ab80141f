// The end of a queue.

import { defineRequest } from './definition.ts';
import { int32, int64, optionalBoolean, text } from './field.ts';

export const getMaxOffset = defineRequest({
  code: 30,
  name: 'GET_MAX_OFFSET',
  doc: 'Reads the offset that the next message of a queue will get.',
  header: { topic: text('topic'), queueId: int32('queueId'), committed: optionalBoolean('committed') },
  reply: { offset: int64('offset') },
});
