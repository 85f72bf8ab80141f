// One queue of a topic on one broker: the unit of order and of allocation.

import { compareNumbers, compareText } from '../../base/compare.ts';

export interface MessageQueue {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

/** Text key of a queue for tables; distinct queues have distinct keys. */
export function queueKey(queue: MessageQueue): string {
  return `${queue.topic}\u0000${queue.brokerName}\u0000${queue.queueId}`;
}

/** RocketMQ's order of queues: topic, broker name, queue id (facts 4.11). */
export function compareQueues(left: MessageQueue, right: MessageQueue): number {
  return (
    compareText(left.topic, right.topic) ||
    compareText(left.brokerName, right.brokerName) ||
    compareNumbers(left.queueId, right.queueId)
  );
}
