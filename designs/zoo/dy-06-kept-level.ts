// Known bad (DY-06, apache/rocketmq#1540, #1626): the copy of a delayed message is stored with what it asked for, and that is looked at once
// more. It is delayed again and again. (The original did so to messages that came back to the queue of half messages.)

import { DEFAULT_DELAY_RULES, delayed } from '../../src/messaging/broker/delay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const keptLevel: Design = {
  name: 'dy-06-kept-level',
  doc: 'Delays the copies of delayed messages by the level that they still carry.',
  options: baseline.options,
  parts: { broker: { delayRules: { ...DEFAULT_DELAY_RULES, placedCopy: delayed } } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/1540',
    oracle: 'delay-kept',
    scenario: 'scheduled-messages',
  },
};
