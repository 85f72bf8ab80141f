// Known bad (DY-09, apache/rocketmq#2949): a delayed message is due when its broker's clock says so, without the guard against a clock that
// was set back. It waits for its delay and for as long as the clock was set back.

import { DEFAULT_DELAY_RULES } from '../../src/messaging/broker/delay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const trustedClock: Design = {
  name: 'dy-09-trusted-clock',
  doc: 'Trusts a clock that was set back: delayed messages wait by so much longer.',
  options: baseline.options,
  parts: { broker: { delayRules: { ...DEFAULT_DELAY_RULES, dueAtMs: (deliverAtMs) => deliverAtMs } } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/pull/2949',
    oracle: 'delay-kept',
    scenario: 'scheduled-messages',
  },
};
