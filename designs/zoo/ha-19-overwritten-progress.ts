// Known bad (HA-19, apache/rocketmq#1094): a slave takes what its master says of the progress of groups, older or not. A master that comes back after
// consumers went on at the slave throws the group back.

import { takeMasters } from '../../src/messaging/broker/offset-table.ts';
import type { Design } from '../../src/scenario/design.ts';
import { hardened } from '../hardened.ts';

export const overwrittenProgress: Design = {
  ...hardened,
  name: 'ha-19-overwritten-progress',
  doc: 'Slaves overwrite the offsets that groups committed to them with the older ones of a master that returns.',
  parts: { ...hardened.parts, broker: { ...hardened.parts.broker, takeOffsets: takeMasters } },
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/1094',
    oracle: 'slave-keeps-progress',
    scenario: 'master-loss',
  },
};
