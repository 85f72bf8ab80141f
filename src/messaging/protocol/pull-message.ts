// Fetching messages of one queue; the broker may hold the request until some arrive (long polling).

import { defineRequest } from './definition.ts';
import { int32, int64, optionalInt32, optionalInt64, optionalText, text } from './field.ts';

const header = {
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
} as const;

const reply = {
  suggestedBrokerId: int64('suggestWhichBrokerId'),
  nextBeginOffset: int64('nextBeginOffset'),
  minOffset: int64('minOffset'),
  maxOffset: int64('maxOffset'),
  offsetDelta: optionalInt64('offsetDelta'),
} as const;

export const pullMessage = defineRequest({
  code: 11,
  name: 'PULL_MESSAGE',
  doc: 'Reads messages of one queue from an offset on. The reply body is whole commit-log records, one after the other.',
  header,
  reply,
});

export const litePullMessage = defineRequest({
  code: 361,
  name: 'LITE_PULL_MESSAGE',
  doc: 'As PULL_MESSAGE, from consumers that poll: a broker may serve them in a lane of their own.',
  header,
  reply,
});
