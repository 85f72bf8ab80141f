// Known bad (CL-17, apache/rocketmq-client-go#399): a consumer asks any member of a broker's group how far its own group is. What a slave remembers
// is some seconds old at best.

import type { OffsetBroker } from '../../src/messaging/client/offset-broker.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const SLAVE_ID = 1;

const slave: OffsetBroker = (routes, brokerName, use) =>
  use === 'write' ? routes.master(brokerName) : routes.member(brokerName, SLAVE_ID)?.address;

export const offsetsOfSlaves: Design = {
  name: 'cl-17-offsets-of-slaves',
  doc: 'Consumers commit offsets to the master, and read them from a slave.',
  options: baseline.options,
  parts: { client: { offsetBroker: slave } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq-client-go/issues/399',
    oracle: 'offset-never-back',
    scenario: 'replica-lag',
  },
};
