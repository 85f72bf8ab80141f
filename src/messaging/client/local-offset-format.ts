// The content of offsets.json, in which a broadcasting consumer keeps its offsets: a map whose keys are queues as objects, as fastjson
// writes them (OffsetSerializeWrapper.java), which is no standard JSON. Pure.

import { encodeText } from '../../base/bytes.ts';
import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import { compareQueues, queueKey } from '../message/message-queue.ts';
import { integerMember, isObject, readJson, readObject, tableMember, textMember } from '../protocol/json.ts';
import type { QueueProgress } from './offset-store.ts';

/** Sorted: equal offsets are equal bytes. */
export function encodeOffsets(all: Iterable<QueueProgress>): Uint8Array {
  const lines = [...all]
    .sort((left, right) => compareQueues(left.queue, right.queue))
    .map(({ queue: { brokerName, queueId, topic }, offset }) => {
      return `\t\t${JSON.stringify({ brokerName, queueId, topic })}:${offset}`;
    });
  const table = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n\t}`;
  return encodeText(`{\n\t"offsetTable":${table}\n}`);
}

/** By queue key; undefined when the bytes are not such a file. */
export function decodeOffsets(bytes: Uint8Array): ReadonlyMap<string, QueueProgress> | undefined {
  const json = readObject(bytes);
  if (json === undefined) return undefined;
  const entries = tableMember(json, 'offsetTable', (value, key) => progressOf(key, value));
  if (entries === undefined) return undefined;
  return new Map([...entries.values()].map((one) => [queueKey(one.queue), one]));
}

function progressOf(key: string, value: unknown): QueueProgress | undefined {
  const queue = readJson(encodeText(key));
  const offset = asOffset(value);
  if (!isObject(queue) || offset === undefined) return undefined;
  const topic = textMember(queue, 'topic');
  const brokerName = textMember(queue, 'brokerName');
  const queueId = integerMember(queue, 'queueId');
  if (topic === undefined || brokerName === undefined || queueId === undefined) return undefined;
  return { queue: { topic, brokerName, queueId }, offset };
}

function asOffset(value: unknown): QueueOffset | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? queueOffset(value)
    : undefined;
}
