import { expect, test } from 'vitest';
import { BrokerQueues } from './broker-queues.ts';

test('queues are told apart by broker, topic and number', () => {
  const queues = new BrokerQueues<string>();
  const queue = { topic: 'orders', queueId: 1 };
  queues.set('broker-0', queue, 'a');
  queues.set('broker-1', queue, 'b');
  queues.set('broker-0', { topic: 'orders', queueId: 2 }, 'c');
  queues.set('broker-0', { topic: 'refunds', queueId: 1 }, 'd');
  expect(queues.get('broker-0', { ...queue })).toBe('a');
  expect(queues.get('broker-1', queue)).toBe('b');
  expect(queues.get('broker-2', queue)).toBeUndefined();
  expect(queues.obtain('broker-0', queue, () => 'new')).toBe('a');
  expect(queues.obtain('broker-2', queue, () => 'new')).toBe('new');
  expect(queues.get('broker-2', queue)).toBe('new');
});
