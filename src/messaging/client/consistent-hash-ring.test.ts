import { expect, test } from 'vitest';
import { ringHash } from './consistent-hash-ring.ts';

test.each([
  ['10.0.0.1@1-0', 2_998_294_157],
  ['10.0.0.1@1-9', 1_910_767_523],
  ['MessageQueue [topic=T, brokerName=b, queueId=0]', 562_732_085],
])('the place of %j is %d', (text, hash) => {
  expect(ringHash(text)).toBe(hash);
});
