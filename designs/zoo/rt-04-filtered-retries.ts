// Known bad (RT-04, apache/rocketmq#7039): the tags that a group wants of one of its topics are asked of its retry topic too. What failed
// from another topic has other tags, and never comes again.

import { ALL_TAGS } from '../../src/messaging/protocol/subscription-data.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const filteredRetries: Design = {
  name: 'rt-04-filtered-retries',
  doc: 'Subscribes to the retry topic with the tags of the first topic that the group reads.',
  options: baseline.options,
  parts: { client: { retryExpression: (expressions) => [...expressions.values()][0] ?? ALL_TAGS } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/7039',
    oracle: 'no-lost-message',
    scenario: 'rolling-restart',
  },
};
