import { describe, expect, test } from 'vitest';
import type { StoredMessage } from '../../message/message.ts';
import type { Channel } from '../../remoting/channel.ts';
import { RemotingError } from '../../remoting/remoting-error.ts';
import { ProducerTable } from './producer-table.ts';

function channel(isOpen = true): Channel {
  return {
    remoteAddress: '10.0.0.1:1',
    localAddress: '10.0.0.2:2',
    isOpen,
    invoke: () => Promise.reject(new RemotingError('send', '10.0.0.1:1', 'not in this test')),
    invokeOneway: () => false,
    close: () => {},
  };
}

const HALF = {} as StoredMessage;

describe('the producers of a group', () => {
  test('are asked in turn, and only those whose channel is open', () => {
    const table = new ProducerTable();
    table.register('banks', 'a', channel(), 0);
    table.register('banks', 'b', channel(), 0);
    table.register('banks', 'closed', channel(false), 0);
    const asked = new Set(Array.from({ length: 6 }, () => table.choose('banks', HALF)?.clientId));
    expect(asked).toEqual(new Set(['a', 'b']));
    expect(table.choose('shops', HALF)).toBeUndefined();
  });

  test('are told apart by their channel: the end of the older leaves the newer', () => {
    const table = new ProducerTable();
    const [older, newer] = [channel(), channel()];
    table.register('banks', 'a', older, 0);
    table.register('banks', 'a', newer, 1);
    table.removeChannel(older);
    expect(table.choose('banks', HALF)?.channel).toBe(newer);
  });

  test('stay when the close of the connection before is told late, and that of the newer ends them', () => {
    const table = new ProducerTable();
    const [older, newer] = [channel(), channel()];
    for (const group of ['banks', 'shops']) table.register(group, 'a', older, 0);
    for (const group of ['banks', 'shops']) table.register(group, 'a', newer, 20);
    table.register('banks', 'a', newer, 40);
    table.removeChannel(older);
    for (const group of ['banks', 'shops']) {
      expect(table.channelsOf(group)).toEqual([newer]);
      expect(table.choose(group, HALF)).toEqual({ clientId: 'a', channel: newer });
    }
    expect(table.oldestHeartbeatMs).toBe(20);
    expect(table.silentSince(20)).toEqual([]);
    table.unregister('banks', older);
    table.removeChannel(older);
    expect(table.clientIds('banks')).toEqual(['a']);
    table.removeChannel(newer);
    expect(table.choose('banks', HALF)).toBeUndefined();
    expect(table.oldestHeartbeatMs).toBeUndefined();
  });

  test('are found when they have fallen silent', () => {
    const table = new ProducerTable();
    const [silent, lively] = [channel(), channel()];
    table.register('banks', 'a', silent, 0);
    table.register('banks', 'b', lively, 0);
    table.register('banks', 'b', lively, 100);
    expect(table.oldestHeartbeatMs).toBe(0);
    expect(table.silentSince(50)).toEqual([silent]);
    table.unregister('banks', silent);
    expect(table.oldestHeartbeatMs).toBe(100);
    expect(table.choose('banks', HALF)?.clientId).toBe('b');
  });
});
