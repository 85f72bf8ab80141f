// Known bad: name servers notice a second master only when its state is older, as RocketMQ's do, and without a controller no state is older than
// another: routes change from one master to the other with each registration, and nobody hears of it.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const unnoticedSecondMaster: Design = {
  name: 'unnoticed-second-master',
  doc: 'Takes the registration of a second master of a name without a word, unless its state is older.',
  options: baseline.options,
  parts: { nameServer: { noticesRival: ({ isOutdated }) => isOutdated } },
  limits: baseline.limits,
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/namesrv/src/main/java/org/apache/rocketmq/namesrv/routeinfo/RouteInfoManager.java',
    oracle: 'second-master-noticed',
    scenario: 'split-brain-by-operator',
  },
};
