import { describe, expect, test } from 'vitest';
import { isTagExpression, parseTagExpression, subscriptionFilter } from './tag-filter.ts';

const TAG_A = 2598919;
const TAG_B = 2598920;

function accepts(text: string | undefined, tagsCode: number): boolean | 'invalid' {
  const expression = parseTagExpression(text);
  return expression.kind === 'filter' ? expression.filter(tagsCode) : 'invalid';
}

describe('tag filter', () => {
  test('tags are compared by their hash, also a negative one', () => {
    expect(accepts('TagA || TagC', TAG_A)).toBe(true);
    expect(accepts('TagA || TagC', TAG_B)).toBe(false);
    expect(accepts('polygenelubricants', -2147483648)).toBe(true);
    expect(accepts('TagA', 0)).toBe(false);
  });

  test('a star, or nothing, is everything', () => {
    for (const text of ['*', '', undefined]) expect(accepts(text, TAG_B)).toBe(true);
  });

  test('bars without a tag are no expression', () => {
    expect(accepts('||', TAG_A)).toBe('invalid');
  });

  test('a subscription filters by the codes that its client computed', () => {
    const subscription = {
      topic: 'orders',
      expression: 'TagA',
      expressionType: 'TAG',
      tags: ['TagA'],
      tagCodes: [TAG_A],
      version: 1,
      classFilterMode: false,
    };
    expect(subscriptionFilter(subscription)(TAG_A)).toBe(true);
    expect(subscriptionFilter(subscription)(TAG_B)).toBe(false);
    expect(subscriptionFilter({ ...subscription, expression: '*', tagCodes: [] })(TAG_B)).toBe(true);
    expect(subscriptionFilter({ ...subscription, classFilterMode: true })(TAG_B)).toBe(true);
  });

  test('an absent type means tags', () => {
    expect([undefined, '', 'TAG', 'SQL92'].map(isTagExpression)).toEqual([true, true, true, false]);
  });
});
