import { expect, test } from 'vitest';
import { QueueTable } from './queue-table.ts';

test('every queue has its own value, made once', () => {
  const table = new QueueTable<number[]>(({ queueId }) => [queueId]);
  const queue = { brokerName: 'broker-0', topic: 'orders', queueId: 3 };
  table.of(queue).push(7);
  expect(table.of({ ...queue })).toEqual([3, 7]);
  for (const other of [{ brokerName: 'broker-1' }, { topic: 'jobs' }, { queueId: 4 }]) {
    expect(table.of({ ...queue, ...other })).toHaveLength(1);
  }
  expect([...table.all()]).toHaveLength(4);
  expect([...table.ofBroker('broker-1')]).toEqual([[3]]);
});
