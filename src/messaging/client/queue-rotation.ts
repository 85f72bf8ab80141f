// Which queue the next message goes to when its sender does not care: one after the other, and on a retry away from the broker
// that failed (facts 6.5). Pure.

import { assert } from '../../base/assert.ts';
import type { MessageQueue } from '../message/message-queue.ts';

/** What earlier sends told of brokers; a broker of which nothing is known is both. */
export interface BrokerHealth {
  /** Quick enough lately. */
  isAvailable(brokerName: string): boolean;
  /** Not known to refuse. */
  isReachable(brokerName: string): boolean;
}

export interface Rotation {
  /** Never empty. */
  readonly queues: readonly MessageQueue[];
  /** Counts the choices; any integer. */
  readonly counter: number;
  /** The broker that just failed. */
  readonly avoidBroker: string | undefined;
  /** What is known of the brokers; undefined: nothing, all are equal. */
  readonly health?: BrokerHealth | undefined;
}

export interface RotatedChoice {
  readonly queue: MessageQueue;
  /** Counter of the next choice. */
  readonly counter: number;
}

export type ChooseQueue = (rotation: Rotation) => RotatedChoice;

const COUNTER_MASK = 0x7fffffff;

type Filter = (queue: MessageQueue) => boolean;

/**
 * The first that passes in turn: available, else reachable, else any. When all queues are on the broker to avoid, the next in turn is
 * taken all the same (MQFaultStrategy.java, TopicPublishInfo.java).
 */
export const chooseQueueInTurn: ChooseQueue = ({ queues, counter, avoidBroker, health }) => {
  assert(queues.length > 0, 'a choice among no queues');
  const isOther: Filter = ({ brokerName }) => brokerName !== avoidBroker;
  const filters: readonly Filter[] =
    health === undefined
      ? [isOther]
      : [
          (queue) => isOther(queue) && health.isAvailable(queue.brokerName),
          (queue) => isOther(queue) && health.isReachable(queue.brokerName),
        ];
  let next = counter;
  for (const passes of filters) {
    for (let tries = 0; tries < queues.length; tries += 1) {
      next = (next + 1) & COUNTER_MASK;
      const queue = queues[next % queues.length] as MessageQueue;
      if (passes(queue)) return { queue, counter: next };
    }
  }
  next = (next + 1) & COUNTER_MASK;
  return { queue: queues[next % queues.length] as MessageQueue, counter: next };
};
