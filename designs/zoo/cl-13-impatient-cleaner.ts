// Known bad (CL-13, rocketmq-client-go#1034): a message that waits for its turn has no time at which its handler was called, and the cleaner
// takes that for very long ago. What nobody has tried is given back as failed.

import { hasTimedOut } from '../../src/messaging/client/consume-timeout.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const impatientCleaner: Design = {
  name: 'cl-13-impatient-cleaner',
  doc: 'Gives back messages that wait for their turn as if their handlers had run for too long.',
  options: baseline.options,
  parts: {
    client: {
      hasTimedOut: (startedAtMs = 0, nowMs, timeoutMs) => hasTimedOut(startedAtMs, nowMs, timeoutMs),
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq-client-go/pull/1034',
    oracle: 'retry-needs-attempt',
    scenario: 'slow-consumer',
  },
};
