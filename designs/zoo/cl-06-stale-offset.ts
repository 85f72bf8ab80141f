// Known bad (CL-06, alibaba/RocketMQ#17): how far a consumer had come on a queue is remembered when the queue goes to another, and counts when it
// comes back: the group falls back to it.

import type { OffsetReading } from '../../src/messaging/client/broker-requests.ts';
import { OffsetStore } from '../../src/messaging/client/offset-store.ts';
import type { MessageQueue } from '../../src/messaging/message/message-queue.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class MemoryFirst extends OffsetStore {
  override forget(): void {}

  override async read(queue: MessageQueue): Promise<OffsetReading> {
    const offset = this.get(queue);
    return offset === undefined ? super.read(queue) : { kind: 'committed', offset };
  }
}

export const staleOffset: Design = {
  name: 'cl-06-stale-offset',
  doc: 'Begins on a queue that comes back where this consumer had been, not where the group is.',
  options: baseline.options,
  parts: {
    client: { makeOffsetStore: (environment, member, place) => new MemoryFirst(environment, member, place) },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/alibaba/RocketMQ/issues/17',
    oracle: 'offset-never-back',
    scenario: 'rebalance-storm',
  },
};
