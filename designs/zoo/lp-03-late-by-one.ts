// Known bad (LP-03, RocketMQ commit 4067d8fea9): a held pull compares offsets wrongly by one, so that a single message wakes nobody until the
// next one comes, or the pull has been held for its time.

import { decideHold } from '../../src/messaging/broker/hold-decision.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const lateByOne: Design = {
  name: 'lp-03-late-by-one',
  doc: 'Wakes a held pull only when there are two messages for it.',
  options: baseline.options,
  parts: {
    broker: {
      decideHold: (terms, news, nowMs) =>
        decideHold(terms, { ...news, maxOffset: news.maxOffset - 1 }, nowMs),
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/commit/4067d8fea9',
    oracle: 'held-pull-wakes',
    scenario: 'slow-consumer',
  },
};
