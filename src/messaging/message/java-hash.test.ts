import { expect, test } from 'vitest';
import { javaHash } from './java-hash.ts';

test.each([
  ['TagA', 2598919],
  ['TagB', 2598920],
  ['', 0],
  ['TopicTest#KEY1', -1656969516],
  ['TopicTest#KEY-2024', -838585392],
  ['polygenelubricants', -2147483648],
  ['中文', 646394],
])('Java hash of %j', (text, hash) => {
  expect(javaHash(text)).toBe(hash);
});
