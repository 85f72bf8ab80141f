// An operator asks a broker to give up what is old now, whatever the hour.

import { defineRequest } from './definition.ts';

export const deleteExpiredCommitLog = defineRequest({
  code: 329,
  name: 'DELETE_EXPIRED_COMMITLOG',
  doc: 'Removes expired segments of the commit log now and at the next moments of retention, whatever the hour; consume queues follow.',
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
