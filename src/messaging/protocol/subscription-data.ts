// What a consumer wants of one topic: an expression, and for tags their hash codes, by which a broker filters.

import {
  asInteger,
  asText,
  booleanMember,
  integerMember,
  isObject,
  type Json,
  listMember,
  textMember,
} from './json.ts';

export interface SubscriptionData {
  readonly topic: string;
  /** `*`, tags joined with ` || `, or a SQL expression. */
  readonly expression: string;
  readonly expressionType: string;
  /** Empty for `*`. */
  readonly tags: readonly string[];
  /** Java's hash codes of the tags. */
  readonly tagCodes: readonly number[];
  /** Milliseconds: the newer subscription of a group wins. */
  readonly version: number;
  readonly classFilterMode: boolean;
}

export const ALL_TAGS = '*';
export const TAG_EXPRESSION = 'TAG';

export function subscriptionJson(subscription: SubscriptionData): object {
  return {
    classFilterMode: subscription.classFilterMode,
    codeSet: subscription.tagCodes,
    expressionType: subscription.expressionType,
    subString: subscription.expression,
    subVersion: subscription.version,
    tagsSet: subscription.tags,
    topic: subscription.topic,
  };
}

export function decodeSubscription(value: Json): SubscriptionData | undefined {
  if (!isObject(value)) return undefined;
  const topic = textMember(value, 'topic');
  const version = integerMember(value, 'subVersion', 0);
  const tags = listMember(value, 'tagsSet', asText);
  const tagCodes = listMember(value, 'codeSet', asInteger);
  if (topic === undefined || version === undefined || tags === undefined || tagCodes === undefined)
    return undefined;
  return {
    topic,
    expression: textMember(value, 'subString') ?? ALL_TAGS,
    expressionType: textMember(value, 'expressionType') ?? TAG_EXPRESSION,
    tags,
    tagCodes,
    version,
    classFilterMode: booleanMember(value, 'classFilterMode'),
  };
}
