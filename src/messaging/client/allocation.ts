// Which queues of a topic one member of a group takes: pure functions of what every member sees, so that all members
// come to the same division without talking to each other (facts 4.11).

import { assert } from '../../base/assert.ts';
import { type MessageQueue, queueKey } from '../message/message-queue.ts';
import { ConsistentHashRing } from './consistent-hash-ring.ts';

export interface AllocationView {
  readonly group: string;
  /** The member that asks. */
  readonly clientId: string;
  /** All queues of the topic, sorted. */
  readonly queues: readonly MessageQueue[];
  /** All members of the group, sorted. */
  readonly members: readonly string[];
}

export type Allocate = (view: AllocationView) => readonly MessageQueue[];

/** Contiguous shares; the first members take one more when it does not divide (AllocateMessageQueueAveragely.java). */
export const allocateAveragely: Allocate = (view) => {
  const { queues, members } = view;
  const index = members.indexOf(view.clientId);
  if (index < 0) return [];
  const remainder = queues.length % members.length;
  const share = Math.floor(queues.length / members.length);
  const start = index * share + Math.min(index, remainder);
  const end = start + share + (index < remainder ? 1 : 0);
  assert(end <= queues.length, `share ${start}..${end} of ${queues.length} queues`);
  return queues.slice(start, end);
};

/** Every queue whose index modulo the number of members is the own index. */
export const allocateByCircle: Allocate = (view) => {
  const { queues, members } = view;
  const own = members.indexOf(view.clientId);
  if (own < 0) return [];
  return queues.filter((_, index) => index % members.length === own);
};

/** Fixed queues, whoever else is a member. What the topic does not have is left out, which the original does not check. */
export function allocateByConfiguration(configured: readonly MessageQueue[]): Allocate {
  const keys = new Set(configured.map(queueKey));
  return ({ queues }) => queues.filter((queue) => keys.has(queueKey(queue)));
}

/** By a ring of hashes: a member that comes or goes moves few queues (AllocateMessageQueueConsistentHash.java). */
export function allocateByConsistentHash(placesPerMember = 10): Allocate {
  return ({ clientId, queues, members }) => {
    if (!members.includes(clientId)) return [];
    const ring = new ConsistentHashRing(members, placesPerMember);
    return queues.filter((queue) => ring.memberFor(javaText(queue)) === clientId);
  };
}

/** MessageQueue.toString() of Java, which the original hashes. */
function javaText({ topic, brokerName, queueId }: MessageQueue): string {
  return `MessageQueue [topic=${topic}, brokerName=${brokerName}, queueId=${queueId}]`;
}
