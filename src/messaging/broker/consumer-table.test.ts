import { describe, expect, test } from 'vitest';
import type { ConsumerData } from '../protocol/heartbeat-data.ts';
import type { SubscriptionData } from '../protocol/subscription-data.ts';
import type { Channel } from '../remoting/channel.ts';
import { ConsumerTable } from './consumer-table.ts';

/** The table only tells channels apart. */
function newChannel(remoteAddress: string): Channel {
  return {
    remoteAddress,
    localAddress: '10.0.0.1:10911',
    isOpen: true,
    invoke: () => Promise.reject(new Error('the table calls nobody')),
    invokeOneway: () => false,
    close: () => {},
  };
}

function subscription(topic: string, version: number, expression = '*'): SubscriptionData {
  return {
    topic,
    expression,
    expressionType: 'TAG',
    tags: [],
    tagCodes: [],
    version,
    classFilterMode: false,
  };
}

function consumer(...subscriptions: SubscriptionData[]): ConsumerData {
  return {
    groupName: 'group',
    consumeType: 'CONSUME_PASSIVELY',
    messageModel: 'CLUSTERING',
    consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
    subscriptions,
    unitMode: false,
  };
}

const one = newChannel('10.0.0.2:1');
const two = newChannel('10.0.0.3:1');

describe('consumer table', () => {
  test('a new channel is a change for all members, a repeated heartbeat is none', () => {
    const table = new ConsumerTable();
    const data = consumer(subscription('orders', 1));
    expect(table.register(data, one, 'first', 0)?.clientIds).toEqual(['first']);
    expect(table.register(data, one, 'first', 30_000)).toBeUndefined();
    const change = table.register(data, two, 'second', 31_000);
    expect(change?.clientIds).toEqual(['first', 'second']);
    expect(change?.channels).toEqual([one, two]);
    expect(table.clientIds('group')).toEqual(['first', 'second']);
    expect(table.clientIds('other')).toEqual([]);
  });

  test('the newest subscription of a topic serves the whole group, and is no change', () => {
    const table = new ConsumerTable();
    const expressionOf = () => table.find('group')?.subscriptions.get('orders')?.data.expression;
    table.register(consumer(subscription('orders', 5, 'TagA')), one, 'first', 0);
    expect(table.register(consumer(subscription('orders', 6, 'TagB')), one, 'first', 1)).toBeUndefined();
    expect(expressionOf()).toBe('TagB');
    table.register(consumer(subscription('orders', 4, 'TagC')), two, 'second', 2);
    expect(expressionOf()).toBe('TagB');
    table.register(consumer(subscription('orders', 6, 'TagD')), two, 'second', 3);
    expect(expressionOf()).toBe('TagB');
  });

  test('a heartbeat without a topic takes it from the whole group', () => {
    const table = new ConsumerTable();
    const both = consumer(subscription('orders', 1), subscription('bills', 1));
    table.register(both, one, 'first', 0);
    expect(table.register(consumer(subscription('orders', 1)), one, 'first', 1)).toBeDefined();
    expect([...(table.find('group')?.subscriptions.keys() ?? [])]).toEqual(['orders']);
    expect(table.register(both, one, 'first', 2)).toBeDefined();
  });

  test('the last one to leave takes the group along; who was not there changes nothing', () => {
    const table = new ConsumerTable();
    const data = consumer(subscription('orders', 1));
    table.register(data, one, 'first', 0);
    table.register(data, two, 'second', 0);
    expect(table.unregister('group', one)?.clientIds).toEqual(['second']);
    expect(table.unregister('group', one)).toBeUndefined();
    expect(table.removeChannel(two).map((change) => change.clientIds)).toEqual([[]]);
    expect(table.find('group')).toBeUndefined();
    expect(table.removeChannel(two)).toEqual([]);
  });

  test('silence counts from the last heartbeat', () => {
    const table = new ConsumerTable();
    const data = consumer(subscription('orders', 1));
    expect(table.oldestHeartbeatMs).toBeUndefined();
    table.register(data, one, 'first', 1_000);
    table.register(data, two, 'second', 2_000);
    table.register(data, one, 'first', 3_000);
    expect(table.oldestHeartbeatMs).toBe(2_000);
    expect(table.silentSince(2_000)).toEqual([]);
    expect(table.silentSince(2_001)).toEqual([two]);
  });
});
