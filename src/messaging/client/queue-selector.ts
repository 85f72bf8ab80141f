// How a sender that cares picks the queue of a message: by the hash of what must stay together, at random, or by the user's
// own function. Same queue and waiting for each acknowledgement is what keeps messages in order (facts 6.7).

import { assert } from '../../base/assert.ts';
import type { RandomStream } from '../../environment/random.ts';
import { javaHash } from '../message/java-hash.ts';
import type { Message } from '../message/message.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { roomOfBroker } from './machine-room-allocation.ts';

export interface QueueChoice {
  /** Never empty. */
  readonly queues: readonly MessageQueue[];
  readonly message: Message;
  /** What must stay together: an order id, an account. */
  readonly key: string;
  readonly random: RandomStream;
}

/** Answers one of the queues that it was given. */
export type MessageQueueSelector = (choice: QueueChoice) => MessageQueue;

/** Java's hash of the key, so that clients in Java with the same key use the same queue (SelectMessageQueueByHash.java). */
export const selectByHash: MessageQueueSelector = ({ queues, key }) => {
  assert(queues.length > 0, 'a choice among no queues');
  return queues[Math.abs(javaHash(key) % queues.length)] as MessageQueue;
};

export const selectAtRandom: MessageQueueSelector = ({ queues, random }) => {
  assert(queues.length > 0, 'a choice among no queues');
  return queues[random.below(queues.length)] as MessageQueue;
};

/**
 * Like `select`, among the queues of brokers `room@name` with one of the rooms; among all where no broker is in them. The original's
 * SelectMessageQueueByMachineRoom answers null: it was never written.
 */
export function selectByMachineRoom(
  rooms: ReadonlySet<string>,
  select: MessageQueueSelector = selectByHash,
): MessageQueueSelector {
  return (choice) => {
    const inRooms = choice.queues.filter(({ brokerName }) => rooms.has(roomOfBroker(brokerName) ?? ''));
    return select(inRooms.length === 0 ? choice : { ...choice, queues: inRooms });
  };
}
