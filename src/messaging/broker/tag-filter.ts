// Which messages of a queue a pull wants, as far as a consume queue can tell: by the hash of the tag. Collisions pass; the
// client compares the text. Pure.

import { javaHash } from '../message/java-hash.ts';
import { ALL_TAGS, type SubscriptionData, TAG_EXPRESSION } from '../protocol/subscription-data.ts';

export type TagFilter = (tagsCode: number) => boolean;

const matchesAll: TagFilter = () => true;

export type TagExpression =
  | { readonly kind: 'filter'; readonly filter: TagFilter }
  | { readonly kind: 'invalid' };

const EVERYTHING: TagExpression = { kind: 'filter', filter: matchesAll };

/** `A || B` or `*`; nothing means everything (FilterAPI.java). */
export function parseTagExpression(text: string | undefined): TagExpression {
  if (text === undefined || text === '' || text === ALL_TAGS) return EVERYTHING;
  const codes = new Set<number>();
  for (const part of text.split('||')) {
    const tag = part.trim();
    if (tag !== '') codes.add(javaHash(tag));
  }
  if (codes.size === 0) return { kind: 'invalid' };
  return { kind: 'filter', filter: filterByCodes(codes) };
}

/** The filter of a subscription that a heartbeat brought. Class filters are not the broker's business. */
export function subscriptionFilter(subscription: SubscriptionData): TagFilter {
  if (subscription.classFilterMode || subscription.expression === ALL_TAGS) return matchesAll;
  return filterByCodes(new Set(subscription.tagCodes));
}

/** Absent means tags (ExpressionType.java). */
export function isTagExpression(expressionType: string | undefined): boolean {
  return expressionType === undefined || expressionType === '' || expressionType === TAG_EXPRESSION;
}

function filterByCodes(codes: ReadonlySet<number>): TagFilter {
  return (tagsCode) => codes.has(tagsCode);
}
