// Locking queues for ordered consumption; the bodies are in lock-batch-body.ts.

import { defineRequest } from './definition.ts';

export const lockBatch = defineRequest({
  code: 41,
  name: 'LOCK_BATCH_MQ',
  doc: 'Locks queues for one client of a group. Request and reply bodies are JSON.',
  header: {},
  reply: {},
});
