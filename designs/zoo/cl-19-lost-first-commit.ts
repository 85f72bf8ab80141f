// Known bad (CL-19, apache/rocketmq#10988): a broker that keeps the first offset of a group makes a table for it and puts it in without looking
// whether another thread has done so meanwhile. Of two first commits for two queues one is forgotten.

import type { KeepOffset } from '../../src/messaging/broker/offset-table.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const checkThenAct: KeepOffset = (table, { key, queueId, offset }, environment) => {
  const queues = table.get(key);
  const previousOffset = queues?.get(queueId);
  if (queues !== undefined) {
    queues.set(queueId, offset);
    return previousOffset;
  }
  const first = new Map([[queueId, offset]]);
  void environment.interleave('broker.first-commit').then(() => {
    table.set(key, first);
  });
  return previousOffset;
};

export const lostFirstCommit: Design = {
  name: 'cl-19-lost-first-commit',
  doc: 'Looks for the offsets of a group and makes a table for them in two steps.',
  options: baseline.options,
  parts: { broker: { keepOffset: checkThenAct } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/10988',
    oracle: 'offset-never-back',
    scenario: 'rebalance-storm',
  },
};
