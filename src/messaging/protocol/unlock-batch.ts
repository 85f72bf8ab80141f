// Giving queues back after ordered consumption; the body is in lock-batch-body.ts.

import { defineRequest } from './definition.ts';

export const unlockBatch = defineRequest({
  code: 42,
  name: 'UNLOCK_BATCH_MQ',
  doc: 'Gives locked queues back. The request body is that of LOCK_BATCH_MQ. Often one-way.',
  header: {},
  reply: {},
});
