import { describe, expect, test } from 'vitest';
import { tagSubscription } from './subscription.ts';

describe('tag subscription', () => {
  test('tags are split, trimmed, kept once, with their hash codes', () => {
    const subscription = tagSubscription('T', ' TagA ||TagB|| TagA ||', 5);
    expect(subscription).toMatchObject({
      tags: ['TagA', 'TagB'],
      tagCodes: [2598919, 2598920],
      expressionType: 'TAG',
      version: 5,
    });
  });

  test('a star or nothing means all', () => {
    for (const expression of ['*', '']) {
      expect(tagSubscription('T', expression, 0)).toMatchObject({ expression: '*', tags: [], tagCodes: [] });
    }
  });

  test('separators without a tag are a mistake', () => {
    expect(() => tagSubscription('T', ' || ', 0)).toThrow('no tag expression');
  });
});
