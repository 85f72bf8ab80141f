// Which queues of a topic one member of a group takes: pure functions of what every member sees, so that all members
// come to the same division without talking to each other (facts 4.11).

import { assert } from '../../base/assert.ts';
import type { MessageQueue } from '../message/message-queue.ts';

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
