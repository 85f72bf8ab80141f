import { expect, test } from 'vitest';
import { groupOfTopic, isLegalGroup, isLegalTopic, retryTopic } from './topic-name.ts';

test('topic and group names', () => {
  expect(isLegalTopic('a-B_9|%')).toBe(true);
  for (const topic of ['', 'a.b', 'a/b', 'a b', 'ü', 'x'.repeat(128)])
    expect(isLegalTopic(topic), topic).toBe(false);
  expect(isLegalTopic(retryTopic('g'.repeat(120)))).toBe(true);
  expect(isLegalGroup('g'.repeat(120))).toBe(true);
  expect(isLegalGroup('g'.repeat(121))).toBe(false);
  expect(groupOfTopic('%DLQ%g')).toBe('g');
  expect(groupOfTopic('g')).toBeUndefined();
});
