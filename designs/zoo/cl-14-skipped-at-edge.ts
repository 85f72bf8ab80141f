// Known bad (CL-14, rocketmq-client-go#183): the count that divides fetched messages into batches is raised once too often at the end of each, so
// that one message between two batches is in neither.

import type { MakeBatches } from '../../src/messaging/client/consume-batches.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const skipAtEdges: MakeBatches = (messages, batchSize) => {
  const batches = [];
  for (let start = 0; start < messages.length; start += batchSize + 1) {
    batches.push(messages.slice(start, start + batchSize));
  }
  return batches;
};

export const skippedAtEdge: Design = {
  name: 'cl-14-skipped-at-edge',
  doc: 'Leaves out the message between two batches.',
  options: baseline.options,
  parts: { client: { makeBatches: skipAtEdges } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq-client-go/pull/183',
    oracle: 'no-lost-message',
    scenario: 'slow-consumer',
  },
};
