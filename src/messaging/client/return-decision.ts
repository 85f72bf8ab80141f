// What a consumer decides about messages that it could not consume. Pure; giving them back is in message-return.ts.

import { ALL_TAGS } from '../protocol/subscription-data.ts';

const DEFAULT_LIMIT = 16;

/** Unless the user says otherwise, 16 (DefaultMQPushConsumerImpl.java `getMaxReconsumeTimes`, where -1 stands for that). */
export function retryLimit(given: number | undefined): number {
  return given ?? DEFAULT_LIMIT;
}

/** Only what the broker has taken back: the rest is sent to another one, or consumed again here. */
export function isTakenBack(hasBrokerSaidSo: boolean): boolean {
  return hasBrokerSaidSo;
}

/**
 * What a consumer wants of its group's retry topic: everything, whatever it wants of the topics from which that comes, by topic
 * (DefaultMQPushConsumerImpl.java `copySubscription`).
 */
export type RetryExpression = (expressions: ReadonlyMap<string, string>) => string;

export const retryExpression: RetryExpression = () => ALL_TAGS;
