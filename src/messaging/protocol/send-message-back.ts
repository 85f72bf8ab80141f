// A consumer gives a message back that it could not consume.

import { defineRequest } from './definition.ts';
import { int32, int64, optionalBoolean, optionalInt32, optionalText, text } from './field.ts';

export const sendMessageBack = defineRequest({
  code: 36,
  name: 'CONSUMER_SEND_MSG_BACK',
  doc: 'Asks the broker to deliver a message to the group again, later, or to put it among its dead letters.',
  header: {
    /** Position of its record in the commit log. */
    position: int64('offset'),
    group: text('group'),
    /** 0: by the number of failures; negative: dead letter at once. */
    delayLevel: int32('delayLevel'),
    originMessageId: optionalText('originMsgId'),
    originTopic: optionalText('originTopic'),
    unitMode: optionalBoolean('unitMode'),
    maxReconsumeTimes: optionalInt32('maxReconsumeTimes'),
  },
  reply: {},
});
