// Known bad (mission B2): messages are told apart by where they are stored. A resend after a lost acknowledgement, and a failed message that comes
// again, lie at other offsets and take effect again.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const effectByOffset: Design = {
  name: 'effect-by-offset',
  doc: 'Takes two records for two messages: the processed id is queue and offset.',
  options: baseline.options,
  parts: {
    effects: {
      idOf: ({ queueOffset }, { queue: { topic, brokerName, queueId } }) =>
        `${topic}/${brokerName}/${queueId}/${queueOffset}`,
    },
  },
  limits: baseline.limits,
  defect: { source: 'mission row B2', oracle: 'exactly-once-effect', scenario: 'idempotent-effects' },
};
