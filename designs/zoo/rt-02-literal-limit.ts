// Known bad (RT-02, apache/rocketmq#8490): -1, which stands for the default of 16 retries, is sent as it is. Every message is a dead letter
// after its first failure.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const UNSAID = -1;

export const literalLimit: Design = {
  name: 'rt-02-literal-limit',
  doc: 'Takes the -1 that stands for the default of 16 retries for the limit.',
  options: baseline.options,
  parts: { client: { retryLimit: (given) => given ?? UNSAID } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/8490',
    oracle: 'dead-letters',
    scenario: 'full-retry-ladder',
  },
};
