// Fetching messages of one queue; the broker may hold the request until some arrive (long polling).

import { defineRequest } from './definition.ts';
import { int32, int64, optionalInt32, optionalInt64, optionalText, text } from './field.ts';

export const pullMessage = defineRequest({
  code: 11,
  name: 'PULL_MESSAGE',
  doc: 'Reads messages of one queue from an offset on. The reply body is whole commit-log records, one after the other.',
  header: {
    consumerGroup: text('consumerGroup'),
    topic: text('topic'),
    queueId: int32('queueId'),
    queueOffset: int64('queueOffset'),
    maxMessageCount: int32('maxMsgNums'),
    systemFlag: int32('sysFlag'),
    commitOffset: int64('commitOffset'),
    suspendTimeoutMs: int64('suspendTimeoutMillis'),
    subscription: optionalText('subscription'),
    subscriptionVersion: int64('subVersion'),
    expressionType: optionalText('expressionType'),
    maxMessageBytes: optionalInt32('maxMsgBytes'),
  },
  reply: {
    suggestedBrokerId: int64('suggestWhichBrokerId'),
    nextBeginOffset: int64('nextBeginOffset'),
    minOffset: int64('minOffset'),
    maxOffset: int64('maxOffset'),
    offsetDelta: optionalInt64('offsetDelta'),
  },
});
