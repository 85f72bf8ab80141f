// Known bad (DY-01, apache/rocketmq#9248): a delivery of a delayed message that could not be stored is tried again from the message behind
// it. The message is never delivered.

import { DEFAULT_DELAY_RULES } from '../../src/messaging/broker/delay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const passedOver: Design = {
  name: 'dy-01-passed-over',
  doc: 'Goes on with the next delayed message when one could not be stored.',
  options: baseline.options,
  parts: { broker: { delayRules: { ...DEFAULT_DELAY_RULES, offsetAfter: (offset) => offset + 1 } } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/9248',
    oracle: 'delay-kept',
    scenario: 'scheduled-messages',
  },
};
