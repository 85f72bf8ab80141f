// Known bad (CL-17, apache/rocketmq commit e2a4b3778519): a consumer tells a slave how far its group is, and asks the master. Whoever goes on with the queue
// begins where the master was told last: nowhere.

import type { OffsetBroker } from '../../src/messaging/client/offset-broker.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const SLAVE_ID = 1;

const slave: OffsetBroker = (routes, brokerName, use) =>
  use === 'write' ? routes.member(brokerName, SLAVE_ID)?.address : routes.master(brokerName);

export const toldToSlaves: Design = {
  name: 'cl-17-told-to-slaves',
  doc: 'Consumers read offsets from the master, and commit them to a slave.',
  options: baseline.options,
  parts: { client: { offsetBroker: slave } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/commit/e2a4b3778519ef761dac9ce4963eb20905fb35f4',
    oracle: 'offset-never-back',
    scenario: 'second-hand-progress',
  },
};
