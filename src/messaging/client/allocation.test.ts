import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Allocate,
  allocateAveragely,
  allocateByCircle,
  allocateByConfiguration,
  allocateByConsistentHash,
} from './allocation.ts';

function divide(allocate: Allocate, queueCount: number, memberCount: number): number[][] {
  const queues = Array.from({ length: queueCount }, (_, queueId) => ({
    topic: 'T',
    brokerName: 'b',
    queueId,
  }));
  const members = Array.from({ length: memberCount }, (_, index) => `10.0.0.1@${index}`);
  return members.map((clientId) =>
    allocate({ group: 'g', clientId, queues, members }).map((queue) => queue.queueId),
  );
}

describe('allocation of queues to members', () => {
  test('average, vectors of RocketMQ', () => {
    expect(divide(allocateAveragely, 8, 3)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
    expect(divide(allocateAveragely, 2, 3)).toEqual([[0], [1], []]);
    expect(divide(allocateAveragely, 5, 2)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test('by circle, vector of RocketMQ', () => {
    expect(divide(allocateByCircle, 8, 3)).toEqual([
      [0, 3, 6],
      [1, 4, 7],
      [2, 5],
    ]);
  });

  test('who is not in the list of members takes nothing', () => {
    const view = {
      group: 'g',
      clientId: 'x',
      queues: [{ topic: 'T', brokerName: 'b', queueId: 0 }],
      members: ['y'],
    };
    expect(allocateAveragely(view)).toEqual([]);
    expect(allocateByCircle(view)).toEqual([]);
  });

  test('by configuration: what is configured, whoever is a member', () => {
    const queues = [0, 1, 2].map((queueId) => ({ topic: 'T', brokerName: 'b', queueId }));
    const allocate = allocateByConfiguration([
      ...queues.slice(1),
      { topic: 'T', brokerName: 'x', queueId: 9 },
    ]);
    expect(allocate({ group: 'g', clientId: 'x', queues, members: ['y'] })).toEqual(queues.slice(1));
  });

  test('by consistent hash: vector of ConsistentHashRouter with ten places per member', () => {
    const queues = ['broker-0', 'broker-1'].flatMap((brokerName) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((queueId) => ({ topic: 'orders', brokerName, queueId })),
    );
    const members = ['10.0.0.1@client-0', '10.0.0.2@client-1', '10.0.0.3@client-2'];
    const owners = queues.map((queue) =>
      members.findIndex((clientId) =>
        allocateByConsistentHash()({ group: 'g', clientId, queues, members }).includes(queue),
      ),
    );
    expect(owners).toEqual([1, 0, 0, 2, 0, 0, 2, 0, 1, 1, 1, 0, 1, 1, 2, 0]);
  });

  test('by consistent hash: who joins takes from others and moves nothing between them', () => {
    const before = divide(allocateByConsistentHash(), 40, 4);
    const after = divide(allocateByConsistentHash(), 40, 5);
    expect(after.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, id) => id));
    after.slice(0, 4).forEach((share, index) => {
      expect(before[index]).toEqual(expect.arrayContaining(share));
    });
  });

  test.each([
    ['average', allocateAveragely],
    ['by circle', allocateByCircle],
  ])('%s: every queue has exactly one owner and shares differ by at most one', (_, allocate) => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (queueCount, memberCount) => {
        const shares = divide(allocate, queueCount, memberCount);
        expect(shares.flat().toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: queueCount }, (_, id) => id),
        );
        const sizes = shares.map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
