// Known bad (PR-02, apache/rocketmq#7779): when no broker is quick enough, the producer takes the next queue in turn and writes the name of another
// broker into it, and a queue id of that broker. It is the queue object of its route: from then on one queue stands there twice and another
// not at all, until the route changes.

import { type ChooseQueue, chooseQueueInTurn } from '../../src/messaging/client/queue-rotation.ts';
import type { MessageQueue } from '../../src/messaging/message/message-queue.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const COUNTER_MASK = 0x7fffffff;

const writeIntoRoute: ChooseQueue = (rotation) => {
  const { queues, counter, avoidBroker, health } = rotation;
  if (health === undefined) return chooseQueueInTurn(rotation);
  const isOther = ({ brokerName }: MessageQueue) => brokerName !== avoidBroker;
  if (queues.some((queue) => isOther(queue) && health.isAvailable(queue.brokerName))) {
    return chooseQueueInTurn(rotation);
  }
  const next = (counter + 1) & COUNTER_MASK;
  const queue = queues[next % queues.length] as {
    -readonly [Field in keyof MessageQueue]: MessageQueue[Field];
  };
  const better = queues.find((one) => isOther(one) && health.isReachable(one.brokerName));
  if (better !== undefined) {
    const { brokerName } = better;
    const ids = queues.filter((one) => one.brokerName === brokerName).map(({ queueId }) => queueId);
    queue.queueId = next % (Math.max(...ids) + 1);
    queue.brokerName = brokerName;
  }
  return { queue, counter: next };
};

export const writtenQueue: Design = {
  name: 'pr-02-written-queue',
  doc: 'Writes into the queues of its route which broker it prefers while all are slow.',
  options: baseline.options,
  parts: { client: { chooseQueue: writeIntoRoute } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/7779',
    oracle: 'even-spread',
    scenario: 'batch-and-oneway',
  },
};
