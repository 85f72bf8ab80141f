// Bodies that say something of each queue: topic stats, consume stats, offsets after a reset. Java's fastjson writes the queue as an
// object in the place of the key, and reads nothing else there: {"offsetTable":{{"brokerName":…}:{…}}}.

import { encodeText } from '../../base/bytes.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { asInteger, integerMember, isObject, type Json, readJson, readObject, tableMember } from './json.ts';
import { decodeQueue, queueJson } from './message-queue-json.ts';

export type QueueTable<Value> = readonly (readonly [MessageQueue, Value])[];

export interface TopicStats {
  readonly minOffset: number;
  /** Of the next message. */
  readonly maxOffset: number;
  /** When the last message was stored; 0 when there is none. */
  readonly lastUpdateMs: number;
}

export interface ConsumeStats {
  /** Of the next message. */
  readonly brokerOffset: number;
  /** What the group committed; 0 when nothing. */
  readonly consumerOffset: number;
  /** When the last message before the committed offset was stored; 0 when it is not known. */
  readonly lastConsumedMs: number;
}

export function encodeTopicStats(table: QueueTable<TopicStats>): Uint8Array {
  return encodeTable(table, ({ lastUpdateMs, maxOffset, minOffset }) => ({
    lastUpdateTimestamp: lastUpdateMs,
    maxOffset,
    minOffset,
  }));
}

export function decodeTopicStats(bytes: Uint8Array): QueueTable<TopicStats> | undefined {
  return decodeTable(bytes, (value) => {
    if (!isObject(value)) return undefined;
    const minOffset = integerMember(value, 'minOffset', 0);
    const maxOffset = integerMember(value, 'maxOffset', 0);
    const lastUpdateMs = integerMember(value, 'lastUpdateTimestamp', 0);
    if (minOffset === undefined || maxOffset === undefined || lastUpdateMs === undefined) return undefined;
    return { minOffset, maxOffset, lastUpdateMs };
  });
}

export function encodeConsumeStats(table: QueueTable<ConsumeStats>): Uint8Array {
  return encodeTable(table, ({ brokerOffset, consumerOffset, lastConsumedMs }) => ({
    brokerOffset,
    consumerOffset,
    lastTimestamp: lastConsumedMs,
    pullOffset: consumerOffset,
  }));
}

export function decodeConsumeStats(bytes: Uint8Array): QueueTable<ConsumeStats> | undefined {
  return decodeTable(bytes, (value) => {
    if (!isObject(value)) return undefined;
    const brokerOffset = integerMember(value, 'brokerOffset', 0);
    const consumerOffset = integerMember(value, 'consumerOffset', 0);
    const lastConsumedMs = integerMember(value, 'lastTimestamp', 0);
    if (brokerOffset === undefined || consumerOffset === undefined || lastConsumedMs === undefined) {
      return undefined;
    }
    return { brokerOffset, consumerOffset, lastConsumedMs };
  });
}

export function encodeQueueOffsets(table: QueueTable<number>): Uint8Array {
  return encodeTable(table, (offset) => offset);
}

export function decodeQueueOffsets(bytes: Uint8Array): QueueTable<number> | undefined {
  return decodeTable(bytes, asInteger);
}

function encodeTable<Value>(table: QueueTable<Value>, jsonOf: (value: Value) => unknown): Uint8Array {
  const entries = table.map(
    ([queue, value]) => `${JSON.stringify(queueJson(queue))}:${JSON.stringify(jsonOf(value))}`,
  );
  return encodeText(`{"offsetTable":{${entries.join(',')}}}`);
}

function decodeTable<Value>(
  bytes: Uint8Array,
  decode: (value: Json) => Value | undefined,
): QueueTable<Value> | undefined {
  const object = readObject(bytes);
  const table = object === undefined ? undefined : tableMember(object, 'offsetTable', decode);
  if (table === undefined) return undefined;
  const entries: (readonly [MessageQueue, Value])[] = [];
  for (const [key, value] of table) {
    const queue = decodeQueue(readJson(encodeText(key)) ?? null);
    if (queue === undefined) return undefined;
    entries.push([queue, value]);
  }
  return entries;
}
