// An operator asks a broker to give up what is old or unused now, whatever the hour.

import { defineRequest } from './definition.ts';

export const deleteExpiredCommitLog = defineRequest({
  code: 329,
  name: 'DELETE_EXPIRED_COMMITLOG',
  doc: 'Removes expired segments of the commit log now and at the next moments of retention, whatever the hour; consume queues follow.',
  header: {},
  reply: {},
});

export const cleanUnusedTopics = defineRequest({
  code: 316,
  name: 'CLEAN_UNUSED_TOPIC',
  doc: 'Passes over whatever the queues of topics hold that the broker does not have, until its next start. Unlike RocketMQ, their files stay until retention takes their messages, and a topic of the same name goes on behind them.',
  header: {},
  reply: {},
});

export const cleanExpiredConsumeQueue = defineRequest({
  code: 306,
  name: 'CLEAN_EXPIRED_CONSUMEQUEUE',
  doc: 'Does nothing: consume queues follow the log as soon as its segments go.',
  header: {},
  reply: {},
});
