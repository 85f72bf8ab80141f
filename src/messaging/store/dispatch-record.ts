// A record as the dispatcher sees it: enough for queues, key indexes and held pulls, without body and hosts. RocketMQ's
// DispatchRequest.

import { decodeText, readInt32, readInt64 } from '../../base/bytes.ts';
import type { LogPosition, QueueOffset } from '../../base/numbers.ts';
import { javaHash } from '../message/java-hash.ts';
import { PROPERTY, type PropertyLookUp, PropertyText } from '../message/properties.ts';
import { readLength } from '../message/record.ts';
import type { CursorStep } from './log-cursor.ts';

export interface DispatchRecord {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
  readonly position: LogPosition;
  readonly recordSize: number;
  readonly systemFlag: number;
  readonly tagsCode: number;
  readonly storeTimestampMs: number;
  readonly preparedTransactionPosition: LogPosition;
  readonly properties: PropertyLookUp;
}

export const SCHEDULE_TOPIC = 'SCHEDULE_TOPIC_XXXX';

export function readDispatchRecord(
  step: Extract<CursorStep, { kind: 'record' }>,
  delayLevelsMs: readonly number[],
): DispatchRecord {
  const { bytes, start, layout } = step;
  const { at, lengthBytes } = layout;
  const topicAt = start + layout.headBytes + lengthBytes.body + readInt32(bytes, start + layout.headBytes);
  const topicStart = topicAt + lengthBytes.topic;
  const topicEnd = topicStart + readLength(bytes, topicAt, lengthBytes.topic);
  const topic = decodeText(bytes, topicStart, topicEnd);
  const propertiesStart = topicEnd + lengthBytes.properties;
  const properties = new PropertyText(decodeText(bytes, propertiesStart, start + step.recordSize));
  const storeTimestampMs = readInt64(bytes, start + at.storeTimestampMs);
  return {
    topic,
    queueId: readInt32(bytes, start + at.queueId),
    queueOffset: readInt64(bytes, start + at.queueOffset) as QueueOffset,
    position: step.position,
    recordSize: step.recordSize,
    systemFlag: readInt32(bytes, start + at.systemFlag),
    tagsCode: tagsCodeOf(topic, properties, { storeTimestampMs, delayLevelsMs }),
    storeTimestampMs,
    preparedTransactionPosition: readInt64(bytes, start + at.preparedTransactionPosition) as LogPosition,
    properties,
  };
}

export interface TagsCodeContext {
  readonly storeTimestampMs: number;
  readonly delayLevelsMs: readonly number[];
}

/** The hash of the tag; in the schedule topic the moment of delivery (CommitLog.java `checkMessageAndReturnSize`). */
export function tagsCodeOf(topic: string, properties: PropertyLookUp, context: TagsCodeContext): number {
  if (topic === SCHEDULE_TOPIC) {
    const level = Number.parseInt(properties.get(PROPERTY.delayLevel) ?? '', 10);
    if (level > 0) return context.storeTimestampMs + delayOf(level, context.delayLevelsMs);
  }
  const tags = properties.get(PROPERTY.tags);
  return tags === undefined ? 0 : javaHash(tags);
}

const DELAY_OF_UNKNOWN_LEVEL_MS = 1000;

function delayOf(level: number, delayLevelsMs: readonly number[]): number {
  return delayLevelsMs[Math.min(level, delayLevelsMs.length) - 1] ?? DELAY_OF_UNKNOWN_LEVEL_MS;
}
