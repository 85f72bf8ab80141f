// Known bad (apache/rocketmq #8007): after an unclean end the last index file is dropped, for nobody flushed it, and recovery indexes again
// only the records that its scan of the log passes. The older ones of the dropped file are found by no key any more.

import { indexRecoveryByTime } from '../../src/messaging/store/index-recovery.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const droppedIndex: Design = {
  name: 'st-20-dropped-index',
  doc: 'Drops an index file after an unclean end and does not make it anew.',
  options: baseline.options,
  parts: { store: { indexRecovery: indexRecoveryByTime } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#8007', oracle: 'index-complete', scenario: 'order-lifecycle' },
};
