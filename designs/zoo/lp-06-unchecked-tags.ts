// Known bad (LP-06, ROCKETMQ-284): the client takes what the broker lets pass, and the broker compares hashes of tags only, which
// other tags have too.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const uncheckedTags: Design = {
  name: 'lp-06-unchecked-tags',
  doc: 'Hands the listener every message whose tag has the hash of a wanted one.',
  options: baseline.options,
  parts: { client: { matchesTags: () => true } },
  limits: baseline.limits,
  defect: {
    source: 'https://issues.apache.org/jira/browse/ROCKETMQ-284',
    oracle: 'filter-exact',
    scenario: 'slow-consumer',
  },
};
