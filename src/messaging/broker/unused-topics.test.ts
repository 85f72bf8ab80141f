import { describe, expect, test } from 'vitest';
import { SYSTEM_TOPIC } from './system-topics.ts';
import { isUsedTopic } from './unused-topics.ts';

describe('the cleanup of unused topics', () => {
  test('spares those that the broker has', () => {
    expect(isUsedTopic('orders', true)).toBe(true);
    expect(isUsedTopic('orders', false)).toBe(false);
  });

  test.each([
    SYSTEM_TOPIC.schedule,
    SYSTEM_TOPIC.transactionHalf,
    SYSTEM_TOPIC.transactionOperations,
    SYSTEM_TOPIC.transactionGivenUp,
    'rmq_sys_any',
  ])('spares %s in any case', (topic) => {
    expect(isUsedTopic(topic, false)).toBe(true);
  });
});
