// Known bad (NS-02, apache/rocketmq#11043): a name server that finds a broker silent or its connection closed puts it on a list, and a moment
// later removes what is on the list without a second look. A broker that has registered meanwhile is removed with all its topics.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const staleRemoval: Design = {
  name: 'ns-02-stale-removal',
  doc: 'Removes a broker that was found gone although it has registered again since.',
  options: baseline.options,
  parts: { nameServer: { isStillGone: () => true } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/11043',
    oracle: 'routes-converge',
    scenario: 'name-server-outage',
  },
};
