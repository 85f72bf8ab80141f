// How old the oldest message of a queue is.

import { defineRequest } from './definition.ts';
import { int32, int64, text } from './field.ts';

export const getEarliestStoreTime = defineRequest({
  code: 32,
  name: 'GET_EARLIEST_MSG_STORETIME',
  doc: 'Reads when the oldest message that a queue still has was stored; -1 when there is none.',
  header: { topic: text('topic'), queueId: int32('queueId') },
  reply: { timestampMs: int64('timestamp') },
});
