// Where a time begins in a queue.

import { defineRequest } from './definition.ts';
import { int32, int64, text } from './field.ts';

export const searchOffset = defineRequest({
  code: 29,
  name: 'SEARCH_OFFSET_BY_TIMESTAMP',
  doc: 'Finds the first offset of a queue whose message was stored at or after a time; the end when all are older.',
  header: { topic: text('topic'), queueId: int32('queueId'), timestampMs: int64('timestamp') },
  reply: { offset: int64('offset') },
});
