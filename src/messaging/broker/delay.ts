// Delayed messages wait in queues of a topic of their own, one per delay level; how a message gets there and back (HookUtils.java,
// ScheduleMessageService.java). Pure; the waiting is in delayed-delivery.ts.

import { logPosition } from '../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { transactionState } from '../message/system-flag.ts';
import { SYSTEM_TOPIC } from './system-topics.ts';

/** Levels count from 1, queues from 0. */
export function queueOfLevel(level: number): number {
  return level - 1;
}

/** The draft as it is stored: one that asks for a delay goes to the queue of its level; what is above the last level has the last. */
export function delayed(draft: MessageDraft, levelCount: number): MessageDraft {
  const wished = delayLevelOf(draft.properties);
  const state = transactionState(draft.systemFlag);
  if (wished <= 0 || (state !== 'none' && state !== 'commit')) return draft;
  const level = Math.min(wished, levelCount);
  const properties = new Map(draft.properties);
  properties.set(PROPERTY.delayLevel, String(level));
  properties.set(PROPERTY.realTopic, draft.topic);
  properties.set(PROPERTY.realQueueId, String(draft.queueId));
  return { ...draft, topic: SYSTEM_TOPIC.schedule, queueId: queueOfLevel(level), properties };
}

/** What is delivered in the end; undefined when it says no place to which it may go. */
export function delayedCopy(message: StoredMessage): MessageDraft | undefined {
  const { properties } = message;
  const topic = properties.get(PROPERTY.realTopic);
  const queueId = Number(properties.get(PROPERTY.realQueueId));
  if (topic === undefined || topic === SYSTEM_TOPIC.transactionHalf || !Number.isSafeInteger(queueId)) {
    return undefined;
  }
  return {
    topic,
    queueId,
    body: message.body,
    /** Also delay, real topic and real queue: the original stores them again and never looks at them. */
    properties,
    flag: message.flag,
    systemFlag: message.systemFlag,
    bornTimestampMs: message.bornTimestampMs,
    bornHost: message.bornHost,
    storeHost: message.storeHost,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionPosition: logPosition(0),
    waitsForStore: false,
  };
}

/** When it is due: a moment further away than the whole delay comes from a clock that was set back, and counts as now. */
export function dueAtMs(deliverAtMs: number, nowMs: number, delayMs: number): number {
  return deliverAtMs > nowMs + delayMs ? nowMs : deliverAtMs;
}

/** Bounds of a level's queue. */
export interface DelayQueueBounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** The decisions of delayed delivery. */
export interface DelayRules {
  readonly dueAtMs: typeof dueAtMs;
  /** What is lost or has expired cannot be delivered: on with the next that is there (ScheduleMessageService.java `correctDelayOffset`). */
  readonly correctedOffset: (offset: number, bounds: DelayQueueBounds) => number;
  /** Where to go on after an attempt: what was not stored is tried again. */
  readonly offsetAfter: (offset: number, isStored: boolean) => number;
  /** What is stored of a copy that is due. Its properties still ask for a delay. */
  readonly placedCopy: (copy: MessageDraft, levelCount: number) => MessageDraft;
}

export const DEFAULT_DELAY_RULES: DelayRules = {
  dueAtMs,
  correctedOffset: (offset, { minimum, maximum }) => Math.min(Math.max(offset, minimum), maximum),
  offsetAfter: (offset, isStored) => (isStored ? offset + 1 : offset),
  placedCopy: (copy) => copy,
};

function delayLevelOf(properties: ReadonlyMap<string, string>): number {
  const level = Number(properties.get(PROPERTY.delayLevel) ?? 0);
  return Number.isSafeInteger(level) ? level : 0;
}
