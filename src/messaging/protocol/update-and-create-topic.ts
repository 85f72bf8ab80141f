// An administrator sets the queues and permissions of a topic.

import { defineRequest } from './definition.ts';
import { int32, optionalBoolean, optionalInt32, optionalText, text } from './field.ts';

export const updateAndCreateTopic = defineRequest({
  code: 17,
  name: 'UPDATE_AND_CREATE_TOPIC',
  doc: 'Creates or changes a topic on one broker.',
  header: {
    topic: text('topic'),
    defaultTopic: text('defaultTopic'),
    readQueueCount: int32('readQueueNums'),
    writeQueueCount: int32('writeQueueNums'),
    permission: int32('perm'),
    topicFilterType: text('topicFilterType'),
    topicSystemFlag: optionalInt32('topicSysFlag'),
    order: optionalBoolean('order'),
    attributes: optionalText('attributes'),
  },
  reply: {},
});
