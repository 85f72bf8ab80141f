// The limit of a design whose brokers, like RocketMQ's without a controller, let consumers read what no slave has yet. When a slave takes the place
// of the master, those offsets are given to other messages, which consumers that had been further pass over.

import { PASSED_OVER } from '../oracles/no-lost-message.ts';
import type { Limit } from './design.ts';

export const readBeforeCopied: Limit = {
  name: 'read-before-copied',
  doc: 'Consumers read what no slave has yet: after a promotion its offsets are used again, and who had been further passes those messages over.',
  source:
    'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/DefaultMessageStore.java (getConfirmOffset: the end of the log without a controller)',
  excuses: ({ fingerprint }) => fingerprint === PASSED_OVER,
};
