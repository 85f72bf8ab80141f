// Known bad (apache/rocketmq #3613): what a query by key brings is not compared with the key. The index knows hashes only, so that the
// messages of other keys, or of other topics, come too.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const uncheckedKeys: Design = {
  name: 'st-19-unchecked-keys',
  doc: 'Takes whatever message the index leads to for one of the key that was asked for.',
  options: baseline.options,
  parts: { client: { isWanted: () => true } },
  limits: baseline.limits,
  defect: { source: 'apache/rocketmq#3613', oracle: 'index-complete', scenario: 'order-lifecycle' },
};
