import { describe, expect, test } from 'vitest';
import { QUEUE_LEASE_MS, QueueLockTable } from './queue-lock-table.ts';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

describe('queue lock table', () => {
  test('a free queue is granted, the owner renews, another client is refused', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    expect(table.lock('group', queue, 'one', 1000)).toEqual({
      kind: 'granted',
      expiresAtMs: 61_000,
      previousOwner: undefined,
    });
    expect(table.lock('group', queue, 'one', 21_000)).toEqual({ kind: 'renewed', expiresAtMs: 81_000 });
    expect(table.lock('group', queue, 'two', 30_000)).toEqual({ kind: 'refused', owner: 'one' });
  });

  test('a lease lasts 60 s from its last renewal, inclusive', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    table.lock('group', queue, 'one', 0);
    expect(table.lock('group', queue, 'two', 60_000).kind).toBe('refused');
    expect(table.lock('group', queue, 'two', 60_001)).toEqual({
      kind: 'granted',
      expiresAtMs: 120_001,
      previousOwner: 'one',
    });
    expect(table.lock('group', queue, 'one', 60_002)).toEqual({ kind: 'refused', owner: 'two' });
  });

  test('the same client takes its expired lease again as a new grant', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    table.lock('group', queue, 'one', 0);
    expect(table.lock('group', queue, 'one', 60_001)).toEqual({
      kind: 'granted',
      expiresAtMs: 120_001,
      previousOwner: 'one',
    });
  });

  test('only the owner can give a lease back', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    table.lock('group', queue, 'one', 0);
    expect(table.unlock('group', queue, 'two')).toBe(false);
    expect(table.lock('group', queue, 'two', 1).kind).toBe('refused');
    expect(table.unlock('group', queue, 'one')).toBe(true);
    expect(table.unlock('group', queue, 'one')).toBe(false);
    expect(table.lock('group', queue, 'two', 2).kind).toBe('granted');
  });

  test('groups, topics, brokers and queue ids do not share leases', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    table.lock('group', queue, 'one', 0);
    expect(table.lock('other', queue, 'two', 0).kind).toBe('granted');
    expect(table.lock('group', { ...queue, topic: 'bills' }, 'two', 0).kind).toBe('granted');
    expect(table.lock('group', { ...queue, brokerName: 'broker-b' }, 'two', 0).kind).toBe('granted');
    expect(table.lock('group', { ...queue, queueId: 1 }, 'two', 0).kind).toBe('granted');
  });

  test('a clock that went back does not end a lease', () => {
    const table = new QueueLockTable(QUEUE_LEASE_MS);
    table.lock('group', queue, 'one', 100_000);
    expect(table.lock('group', queue, 'two', 10_000).kind).toBe('refused');
  });
});
