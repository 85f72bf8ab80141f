import { describe, expect, test } from 'vitest';
import type { RouteData } from '../protocol/route-data.ts';
import { publishInfo, sameRoute, subscribeQueues, templateRoute } from './topic-queues.ts';

function queue(brokerName: string, count: number, permission = 6) {
  return { brokerName, readQueueCount: count, writeQueueCount: count, permission, topicSystemFlag: 0 };
}

function broker(brokerName: string, ...ids: number[]) {
  const addresses = new Map(ids.map((id) => [id, `10.0.0.${id + 1}:10911`]));
  return { cluster: 'c', brokerName, addresses };
}

const names = (queues: readonly { brokerName: string; queueId: number }[]) =>
  queues.map((one) => `${one.brokerName}/${one.queueId}`);

const route: RouteData = {
  queues: [
    queue('b', 2),
    queue('a', 1),
    queue('readonly', 3, 4),
    queue('orphan', 2),
    queue('writeonly', 1, 2),
  ],
  brokers: [
    broker('b', 0),
    broker('a', 0, 1),
    broker('readonly', 0),
    broker('orphan', 1),
    broker('writeonly', 0),
  ],
  orderTopicConfig: undefined,
};

describe('queues of a topic', () => {
  test('publish: writable queues of brokers with a master, brokers by name', () => {
    const info = publishInfo('T', route);
    expect(info.isOrdered).toBe(false);
    expect(names(info.queues)).toEqual(['a/0', 'b/0', 'b/1', 'writeonly/0']);
  });

  test('publish: a static list overrides, in its own order, whether brokers live or not', () => {
    const info = publishInfo('T', { ...route, orderTopicConfig: 'z:2;b:1' });
    expect(info.isOrdered).toBe(true);
    expect(names(info.queues)).toEqual(['z/0', 'z/1', 'b/0']);
  });

  test('publish: parts of a static list that do not parse contribute nothing', () => {
    const config = 'b:1;;c;d:;e:x;:4;f:999999;g:2';
    expect(names(publishInfo('T', { ...route, orderTopicConfig: config }).queues)).toEqual([
      'b/0',
      'g/0',
      'g/1',
    ]);
  });

  test('subscribe: readable queues, sorted, with or without a master', () => {
    expect(names(subscribeQueues('T', route))).toEqual([
      'a/0',
      'b/0',
      'b/1',
      'orphan/0',
      'orphan/1',
      'readonly/0',
      'readonly/1',
      'readonly/2',
    ]);
  });

  test('template route: queue counts are capped by the wish of the producer', () => {
    const capped = templateRoute({ ...route, queues: [queue('a', 8), queue('b', 2)] }, 4);
    expect(capped.queues.map((one) => [one.readQueueCount, one.writeQueueCount])).toEqual([
      [4, 4],
      [2, 2],
    ]);
  });

  test('routes differ by any detail', () => {
    const same = {
      ...route,
      brokers: route.brokers.map((one) => ({ ...one, addresses: new Map(one.addresses) })),
    };
    expect(sameRoute(route, same)).toBe(true);
    expect(sameRoute(route, { ...route, orderTopicConfig: 'b:1' })).toBe(false);
    expect(sameRoute(route, { ...route, queues: route.queues.slice(1) })).toBe(false);
    const readOnly = route.queues.map((one) => ({ ...one, permission: 4 }));
    expect(sameRoute(route, { ...route, queues: readOnly })).toBe(false);
    const promoted = route.brokers.map((one) => (one.brokerName === 'orphan' ? broker('orphan', 0) : one));
    expect(sameRoute(route, { ...route, brokers: promoted })).toBe(false);
  });
});
