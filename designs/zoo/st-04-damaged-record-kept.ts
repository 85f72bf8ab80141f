// Known bad (ST-04 b, apache/rocketmq#467): recovery after an unclean end takes any record with a size for good, also one whose body does not
// have its checksum: half a message is dispatched as if it were whole.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const damagedRecordKept: Design = {
  name: 'st-04-damaged-record-kept',
  doc: 'Keeps records in recovery whose body was only half written.',
  options: { ...baseline.options, recordCrc: false, store: { checkCrcOnRecovery: false } },
  parts: {},
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/467',
    oracle: 'loss-is-a-suffix',
    scenario: 'power-loss',
  },
};
