// Sending one message, or several at once. The same request has two spellings: long field names under code 10, one-letter names under code 310,
// which is what clients send (facts 1.8).

import { defineRequest } from './definition.ts';
import { int32, int64, optionalBoolean, optionalInt32, optionalText, text } from './field.ts';

/** Codes 0, 10, 11 and 12 carry all mandatory fields. Clients of RocketMQ read region and trace switch without a check. */
const reply = {
  messageId: text('msgId'),
  queueId: int32('queueId'),
  queueOffset: int64('queueOffset'),
  transactionId: optionalText('transactionId'),
  batchUniqueId: optionalText('batchUniqId'),
  region: optionalText('MSG_REGION'),
  traceOn: optionalBoolean('TRACE_ON'),
} as const;

const shortHeader = {
  producerGroup: text('a'),
  topic: text('b'),
  defaultTopic: text('c'),
  defaultTopicQueueCount: int32('d'),
  queueId: int32('e'),
  systemFlag: int32('f'),
  bornTimestampMs: int64('g'),
  flag: int32('h'),
  properties: optionalText('i'),
  reconsumeTimes: optionalInt32('j'),
  unitMode: optionalBoolean('k'),
  maxReconsumeTimes: optionalInt32('l'),
  batch: optionalBoolean('m'),
  brokerName: optionalText('n'),
} as const;

export const sendMessageV2 = defineRequest({
  code: 310,
  name: 'SEND_MESSAGE_V2',
  doc: 'Stores one message; the body is the message body. Field names are shortened.',
  header: shortHeader,
  reply,
});

export const sendBatchMessage = defineRequest({
  code: 320,
  name: 'SEND_BATCH_MESSAGE',
  doc: 'Stores messages of one queue back to back, all or none; the body has them in a form of its own. The reply has all message ids, with commas.',
  header: shortHeader,
  reply,
});

export const sendMessage = defineRequest({
  code: 10,
  name: 'SEND_MESSAGE',
  doc: 'Stores one message; the body is the message body. Brokers accept it, clients send SEND_MESSAGE_V2.',
  header: {
    producerGroup: text('producerGroup'),
    topic: text('topic'),
    defaultTopic: text('defaultTopic'),
    defaultTopicQueueCount: int32('defaultTopicQueueNums'),
    queueId: int32('queueId'),
    systemFlag: int32('sysFlag'),
    bornTimestampMs: int64('bornTimestamp'),
    flag: int32('flag'),
    properties: optionalText('properties'),
    reconsumeTimes: optionalInt32('reconsumeTimes'),
    unitMode: optionalBoolean('unitMode'),
    maxReconsumeTimes: optionalInt32('maxReconsumeTimes'),
    batch: optionalBoolean('batch'),
    brokerName: optionalText('bname'),
  },
  reply,
});
