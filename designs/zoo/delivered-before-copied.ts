// Known bad: a master counts a delayed message as delivered when its own disk has the copy, as RocketMQ does sooner still (ScheduleMessageService.java). Its
// slave hears of that by another way than the copy comes, and delivers nothing again when it takes the place of the master.

import type { Design } from '../../src/scenario/design.ts';
import { hardened } from '../hardened.ts';

export const deliveredBeforeCopied: Design = {
  ...hardened,
  name: 'delivered-before-copied',
  doc: 'Counts a delayed message as delivered before a slave has the copy.',
  parts: { ...hardened.parts, store: { ...hardened.parts.store, ownPutCounts: () => true } },
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/broker/src/main/java/org/apache/rocketmq/broker/schedule/ScheduleMessageService.java',
    oracle: 'no-lost-message',
    scenario: 'second-hand-progress',
  },
};
