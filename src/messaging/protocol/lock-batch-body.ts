// Bodies of LOCK_BATCH_MQ and UNLOCK_BATCH_MQ: which queues a client of a group wants, and which it got.

import type { MessageQueue } from '../message/message-queue.ts';
import { booleanMember, listMember, member, readObject, textMember, writeJson } from './json.ts';
import { decodeQueue, queueJson } from './message-queue-json.ts';

export interface LockBatchBody {
  readonly consumerGroup: string;
  readonly clientId: string;
  readonly onlyThisBroker: boolean;
  readonly queues: readonly MessageQueue[];
}

export function encodeLockBatchBody(body: LockBatchBody): Uint8Array {
  return writeJson({
    clientId: body.clientId,
    consumerGroup: body.consumerGroup,
    mqSet: body.queues.map(queueJson),
    onlyThisBroker: body.onlyThisBroker,
  });
}

export function decodeLockBatchBody(bytes: Uint8Array): LockBatchBody | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const consumerGroup = textMember(object, 'consumerGroup');
  const clientId = textMember(object, 'clientId');
  const queues = listMember(object, 'mqSet', decodeQueue);
  if (consumerGroup === undefined || clientId === undefined || queues === undefined) return undefined;
  return { consumerGroup, clientId, onlyThisBroker: booleanMember(object, 'onlyThisBroker'), queues };
}

export function encodeLockedQueues(queues: readonly MessageQueue[]): Uint8Array {
  return writeJson({ lockOKMQSet: queues.map(queueJson) });
}

export function decodeLockedQueues(bytes: Uint8Array): readonly MessageQueue[] | undefined {
  const object = readObject(bytes);
  if (object === undefined || member(object, 'lockOKMQSet') === undefined) return undefined;
  return listMember(object, 'lockOKMQSet', decodeQueue);
}
