// Tags that a consumer wants of a topic: `A || B`, or `*` for all. The broker filters by the hash of a tag, which lets collisions
// pass; the consumer compares the text (facts 4.18). Pure.

import { javaHash } from '../message/java-hash.ts';
import type { StoredMessage } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { ALL_TAGS, type SubscriptionData, TAG_EXPRESSION } from '../protocol/subscription-data.ts';
import { ClientError } from './client-error.ts';

/** @throws ClientError `invalid-subscription` */
export function tagSubscription(topic: string, expression: string, version: number): SubscriptionData {
  const tags = parseTags(expression);
  if (tags === undefined) {
    throw new ClientError('invalid-subscription', `"${expression}" of ${topic} is no tag expression`);
  }
  return {
    topic,
    expression: tags.length === 0 ? ALL_TAGS : expression,
    expressionType: TAG_EXPRESSION,
    tags,
    tagCodes: tags.map(javaHash),
    version,
    classFilterMode: false,
  };
}

/** Empty for all tags; undefined when there is no tag in it (FilterAPI.java). */
function parseTags(expression: string): readonly string[] | undefined {
  if (expression === '' || expression === ALL_TAGS) return [];
  const tags = new Set<string>();
  for (const part of expression.split('||')) {
    const tag = part.trim();
    if (tag !== '') tags.add(tag);
  }
  return tags.size === 0 ? undefined : [...tags];
}

/** The client's exact check of what the broker let pass. */
export function matchesTags(subscription: SubscriptionData, message: StoredMessage): boolean {
  if (subscription.tags.length === 0) return true;
  const tag = message.properties.get(PROPERTY.tags);
  return tag !== undefined && subscription.tags.includes(tag);
}
