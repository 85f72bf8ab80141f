// Known bad (apache/rocketmq #5174): the index knows times in whole seconds after the first of a file, and a query compares them with
// milliseconds. What was stored in the rest of the second in which the range begins is not found.

import { roundedTimes } from '../../src/messaging/store/index-time.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const roundedTimesOfIndex: Design = {
  name: 'st-20-rounded-times',
  doc: "Compares a query's milliseconds with the whole seconds of the key index.",
  options: baseline.options,
  parts: { store: { indexTimes: roundedTimes } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#5174', oracle: 'index-complete', scenario: 'order-lifecycle' },
};
