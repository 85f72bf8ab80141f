// RocketMQ 5.3's behaviour with its safe settings: synchronous flush, records with a checksum of the whole, configuration files replaced
// atomically; and where there are slaves, synchronous double write with two copies. A slave with an empty log copies all of it, as an operator
// sees to who begins it with the files of its master: RocketMQ's own start at the last segment counts for what it does not copy.

import type { Design } from '../src/scenario/design.ts';
import { mixedHistories } from '../src/scenario/mixed-histories.ts';
import { readBeforeCopied } from '../src/scenario/read-before-copied.ts';
import { unflushedDeliveries } from '../src/scenario/unflushed-deliveries.ts';
import { unflushedHalves } from '../src/scenario/unflushed-halves.ts';
import { unflushedRetries } from '../src/scenario/unflushed-retries.ts';

export const baseline: Design = {
  name: 'baseline',
  doc: "RocketMQ 5.3's behaviour with its safe settings: synchronous flush, records with a checksum of the whole, configuration files replaced atomically.",
  options: {
    flush: 'synchronous',
    recordCrc: true,
    replication: { role: 'SYNC_MASTER', inSyncReplicas: 2, newReplicaStart: 'minimum' },
  },
  parts: {},
  limits: [unflushedRetries, unflushedDeliveries, unflushedHalves, readBeforeCopied, mixedHistories],
};
