import { describe, expect, test } from 'vitest';
import { runTo, startMachine } from '../../../tests/simulated-world.ts';
import { encodeText } from '../../base/bytes.ts';
import type { Channel } from './channel.ts';
import { success } from './handler.ts';
import { client, ECHO, HOLD, kindOf, PUSH, served } from './testing/text-server.ts';
import { call, callOneway } from './typed-call.ts';

describe('a server', () => {
  test('calls its clients over the channel that they opened', async () => {
    const setting = served();
    const pushed: string[] = [];
    const answered: unknown[] = [];
    client(setting, async (remoting, { lanes }) => {
      const lane = lanes.open({ name: 'client', workers: 1, queueBound: 10 });
      remoting.register(PUSH, lane, ({ header, isOneway }) => {
        pushed.push(`${header.text} ${isOneway}`);
        return success({ text: 'pong' });
      });
      await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
    });
    setting.world.at(1000, { purpose: 'push', ordinal: 0 }, () => {
      const [channel] = setting.channels as [Channel];
      expect(callOneway(channel, PUSH, { text: 'one-way' })).toBe(true);
      void call(channel, PUSH, { text: 'ping' }, { timeoutMs: 500 }).then(({ header }) =>
        answered.push(header),
      );
    });
    await runTo(setting.world, 3000);
    expect(pushed).toEqual(['one-way true', 'ping false']);
    expect(answered).toEqual([{ text: 'pong' }]);
  });

  test('closes a connection that sends rubbish, and no other', async () => {
    const setting = served();
    const seen: string[] = [];
    const rubbish = [encodeText('GET / HTTP/1.1\r\n\r\n'), Uint8Array.of(0, 0, 0, 8, 0, 0, 0, 4, 1, 2, 3, 4)];
    for (const bytes of rubbish) {
      startMachine(setting.world, `rubbish-${bytes.length}`, async ({ network, timers }) => {
        await timers.sleep(100, 'until others talk');
        const connection = await network.connect(setting.address, 1000);
        connection.handle({ data: () => {}, closed: (reason) => void seen.push(reason) });
        for (const byte of bytes) connection.write(Uint8Array.of(byte));
      });
    }
    client(setting, async (remoting, { timers }) => {
      for (let round = 0; round < 2; round += 1) {
        seen.push(`${(await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 })).code}`);
        await timers.sleep(500, 'until the rubbish came');
      }
    });
    await runTo(setting.world, 2000);
    expect(seen.sort()).toEqual(['0', '0', 'ended', 'ended']);
    expect(setting.closed).toHaveLength(2);
    expect(new Set(setting.channels).size).toBe(1);
    expect(setting.observed.map(({ kind }) => kind)).toEqual([
      'remoting.frame-rejected',
      'remoting.frame-rejected',
    ]);
  });

  test('closes a channel after 120 s of silence, not before', async () => {
    const setting = served();
    const ended: unknown[] = [];
    client(setting, async (remoting, { timers }) => {
      await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
      await timers.sleep(119_000, 'almost idle');
      await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
      await timers.sleep(119_000, 'almost idle again');
      ended.push(remoting.isConnected(setting.address));
      await timers.sleep(2_000, 'idle');
      ended.push(remoting.isConnected(setting.address));
    });
    await runTo(setting.world, 300_000);
    expect(ended).toEqual([true, false]);
    expect(setting.closed).toHaveLength(1);
  });

  test('that stops says so to everybody: calls in flight fail, new ones cannot connect', async () => {
    const setting = served();
    const ended: unknown[] = [];
    client(setting, async (remoting, { timers }) => {
      ended.push(await kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 30_000 })));
      await timers.sleep(100, 'until it is gone');
      ended.push(await kindOf(remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 30_000 })));
    });
    setting.world.at(1000, { purpose: 'stop', ordinal: 0 }, () => void setting.server.stop());
    await runTo(setting.world, 9000);
    expect(ended).toEqual(['send', 'connect']);
    expect(setting.closed).toEqual([]);
  });
});
