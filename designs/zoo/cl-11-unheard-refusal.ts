// Known bad (CL-11, apache/rocketmq-client-go#797): whatever becomes of the request by which a failed message is given back, it counts as
// taken back, and the offset behind it is committed. A message that the broker refused, or never heard of, is lost.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const unheardRefusal: Design = {
  name: 'cl-11-unheard-refusal',
  doc: 'Takes every message that it gives back for taken, whatever the broker answers.',
  options: baseline.options,
  parts: { client: { isTakenBack: () => true } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq-client-go/issues/797',
    oracle: 'no-lost-message',
    scenario: 'flaky-consumer',
  },
};
