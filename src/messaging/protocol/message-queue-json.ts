// A message queue as JSON bodies spell it.

import type { MessageQueue } from '../message/message-queue.ts';
import { int32Member, isObject, type Json, textMember } from './json.ts';

export function queueJson(queue: MessageQueue): object {
  return { brokerName: queue.brokerName, queueId: queue.queueId, topic: queue.topic };
}

export function decodeQueue(value: Json): MessageQueue | undefined {
  if (!isObject(value)) return undefined;
  const topic = textMember(value, 'topic');
  const brokerName = textMember(value, 'brokerName');
  const queueId = int32Member(value, 'queueId');
  if (topic === undefined || brokerName === undefined || queueId === undefined) return undefined;
  return { topic, brokerName, queueId };
}
