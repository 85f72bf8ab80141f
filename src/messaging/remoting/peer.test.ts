import { describe, expect, test } from 'vitest';
import { runTo, startMachine } from '../../../tests/simulated-world.ts';
import { DROP, partition } from '../../simulator/network/rule.ts';
import { RemotingClient } from './remoting-client.ts';
import { client, ECHO, FLOOD, kindOf, served } from './testing/text-server.ts';

describe('a peer that does not read', () => {
  test('does not make the client grow: calls are refused, and what fits is delivered after the partition', async () => {
    const setting = served();
    const kinds: string[] = [];
    const cut = partition(new Set([0]), new Set([1]));
    startMachine(setting.world, 'writer', async (environment) => {
      await environment.timers.sleep(10, 'until the server listens');
      const remoting = new RemotingClient(environment, { maxOutgoingBytes: 100_000 });
      await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
      const heal = setting.world.fabric.addRule(cut);
      const body = new Uint8Array(30_000);
      const calls = Array.from({ length: 10 }, () =>
        kindOf(remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 20_000, body })),
      );
      await environment.timers.sleep(1000, 'cut');
      heal();
      kinds.push(...(await Promise.all(calls)));
    });
    await runTo(setting.world, 60_000);
    expect(kinds.filter((kind) => kind === 'answered')).toHaveLength(6);
    expect(kinds.filter((kind) => kind === 'too-much-request')).toHaveLength(4);
  });

  test('loses its connection when responses pile up', async () => {
    const setting = served({ maxOutgoingBytes: 100_000 });
    const kinds: string[] = [];
    client(setting, async (remoting, { timers }) => {
      await remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
      setting.world.fabric.addRule(({ source }) => (source === 0 ? DROP : undefined));
      for (let count = 0; count < 10; count += 1) {
        const options = { timeoutMs: 20_000 };
        void kindOf(remoting.call(setting.address, FLOOD, { text: 'x' }, options)).then((kind) =>
          kinds.push(kind),
        );
        await timers.sleep(1, 'one by one');
      }
    });
    await runTo(setting.world, 60_000);
    expect(setting.closed).toHaveLength(1);
    expect(setting.observed).toContainEqual(
      expect.objectContaining({ kind: 'remoting.peer-congested', dropped: 'connection' }),
    );
    expect(kinds.every((kind) => kind === 'timeout' || kind === 'send')).toBe(true);
    expect(kinds).toHaveLength(10);
  });
});
