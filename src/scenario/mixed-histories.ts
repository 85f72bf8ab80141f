// The limit of a design whose masters, like RocketMQ's without a controller, send their slaves what is not on their own disk yet, and truncate
// nothing: a master that loses power writes other messages where its slave has what it has lost, and the slave joins the two histories.

import { WRITTEN_ANEW } from '../oracles/replicas-share-prefix.ts';
import type { Limit } from './design.ts';

export const mixedHistories: Limit = {
  name: 'mixed-histories',
  doc: 'A master sends what it has not flushed; when it comes back from a power loss without it, its slave keeps what was lost and goes on behind it.',
  source:
    'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/ha/DefaultHAConnection.java (reads getCommitLogData up to the written position)',
  excuses: ({ fingerprint }) => fingerprint === WRITTEN_ANEW,
};
