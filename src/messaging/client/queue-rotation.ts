// Which queue the next message goes to when its sender does not care: one after the other, and on a retry away from the broker
// that failed (facts 6.5). Pure.

import { assert } from '../../base/assert.ts';
import type { MessageQueue } from '../message/message-queue.ts';

export interface Rotation {
  /** Never empty. */
  readonly queues: readonly MessageQueue[];
  /** Counts the choices; any integer. */
  readonly counter: number;
  /** The broker that just failed. */
  readonly avoidBroker: string | undefined;
}

export interface RotatedChoice {
  readonly queue: MessageQueue;
  /** Counter of the next choice. */
  readonly counter: number;
}

export type ChooseQueue = (rotation: Rotation) => RotatedChoice;

const COUNTER_MASK = 0x7fffffff;

/** When all queues are on the broker to avoid, the next in turn is taken all the same (TopicPublishInfo.java). */
export const chooseQueueInTurn: ChooseQueue = ({ queues, counter, avoidBroker }) => {
  assert(queues.length > 0, 'a choice among no queues');
  let next = counter;
  for (let tries = 0; tries < queues.length; tries += 1) {
    next = (next + 1) & COUNTER_MASK;
    const queue = queues[next % queues.length] as MessageQueue;
    if (queue.brokerName !== avoidBroker) return { queue, counter: next };
  }
  next = (next + 1) & COUNTER_MASK;
  return { queue: queues[next % queues.length] as MessageQueue, counter: next };
};
