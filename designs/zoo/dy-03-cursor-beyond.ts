// Known bad (DY-03, apache/rocketmq#3358): how far a delay level has been delivered is never compared with its queue. Under asynchronous flush
// a power loss takes messages that were delivered already, and the broker goes on behind the end of the queue: what comes into the gap is
// never delivered.

import { DEFAULT_DELAY_RULES } from '../../src/messaging/broker/delay.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

/** Seldom enough that what was delivered is saved before it is flushed. */
const RARELY = { intervalMs: 500, leastPages: 1000, thoroughIntervalMs: 60_000 } as const;

export const cursorBeyond: Design = {
  name: 'dy-03-cursor-beyond',
  doc: 'Goes on where it was at a delay level, also when the queue ends before.',
  options: { ...baseline.options, flush: 'asynchronous', store: { asynchronousFlush: RARELY } },
  parts: { broker: { delayRules: { ...DEFAULT_DELAY_RULES, correctedOffset: (offset) => offset } } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/pull/3358',
    oracle: 'delay-kept',
    scenario: 'scheduled-messages',
  },
};
