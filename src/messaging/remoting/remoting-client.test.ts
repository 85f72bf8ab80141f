import { describe, expect, test } from 'vitest';
import { runTo, startMachine } from '../../../tests/simulated-world.ts';
import type { Environment } from '../../environment/environment.ts';
import { DROP } from '../../simulator/network/rule.ts';
import { failure } from './handler.ts';
import { RemotingClient } from './remoting-client.ts';
import {
  BREAK,
  client,
  ECHO,
  HOLD,
  held,
  kindOf,
  served,
  type Text,
  UNKNOWN,
} from './testing/text-server.ts';

describe('a call', () => {
  test('is answered with header, body and remark, in either encoding', async () => {
    const setting = served();
    const answers: unknown[] = [];
    for (const encoding of ['json', 'binary'] as const) {
      startMachine(setting.world, encoding, async (environment) => {
        await environment.timers.sleep(10, 'until the server listens');
        const remoting = new RemotingClient(environment, { encoding });
        const options = { timeoutMs: 1000, body: Uint8Array.of(1, 2) };
        answers.push(await remoting.call(setting.address, ECHO, { text: 'héllo' }, options));
      });
    }
    await runTo(setting.world, 1000);
    const fields = new Map([['text', 'héllo!']]);
    const answer = {
      code: 0,
      remark: undefined,
      header: { text: 'héllo!' },
      body: Uint8Array.of(1, 2),
      fields,
    };
    expect(answers).toEqual([answer, answer]);
  });

  test('shares its connection with all calls to the address, and responses may come in any order', async () => {
    const setting = served();
    const order: string[] = [];
    client(setting, async (remoting) => {
      const note = async (name: string, answered: Promise<{ header: Text | undefined }>) => {
        order.push(`${name} ${(await answered).header?.text}`);
      };
      const slow = remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 1000 });
      const calls = ['a', 'b'].map((text) =>
        remoting.call(setting.address, ECHO, { text }, { timeoutMs: 1000 }),
      );
      await Promise.all([note('slow', slow), ...calls.map((each, at) => note(`${at}`, each))]);
    });
    setting.world.at(500, { purpose: 'release', ordinal: 0 }, () => setting.held[0]?.reply(held));
    await runTo(setting.world, 2000);
    expect(order.sort()).toEqual(['0 a!', '1 b!', 'slow held']);
    expect(new Set(setting.channels).size).toBe(1);
  });

  test('of a code nobody registered, with a bad header, or whose handler fails is answered with an error', async () => {
    const setting = served();
    const codes: [number, string | undefined][] = [];
    client(setting, async (remoting) => {
      const bad = { ...ECHO, encodeHeader: () => new Map<string, string>() };
      for (const codec of [UNKNOWN, bad, BREAK]) {
        const { code, remark, header } = await remoting.call(
          setting.address,
          codec,
          { text: 'x' },
          { timeoutMs: 1000 },
        );
        expect(header).toBeUndefined();
        codes.push([code, remark]);
      }
    });
    await runTo(setting.world, 1000);
    expect(codes).toEqual([
      [3, 'request type 1004 not supported'],
      [1, 'no text'],
      [1, 'RemotingError: it broke'],
    ]);
  });

  test('whose handler has a bug ends the process', async () => {
    const setting = served();
    client(setting, async (remoting) => {
      await kindOf(remoting.call(setting.address, BREAK, { text: 'bug' }, { timeoutMs: 1000 }));
    });
    const end = await setting.world.run({ untilMs: 1000 });
    expect(end).toMatchObject({ kind: 'crashed', machine: 'server' });
  });

  test('to a full lane is refused at once, a one-way request silently', async () => {
    const setting = served({ queueBound: 1 });
    const answers: [number, string | undefined][] = [];
    client(setting, async (remoting) => {
      const slow = [1, 2].map(() =>
        remoting.call(setting.address, BREAK, { text: 'slow' }, { timeoutMs: 1000 }),
      );
      const refused = remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 1000 });
      await remoting.callOneway(setting.address, ECHO, { text: 'x' });
      for (const answer of [await refused, ...(await Promise.all(slow))])
        answers.push([answer.code, answer.remark]);
    });
    await runTo(setting.world, 1000);
    expect(answers).toEqual([
      [2, '[OVERLOAD]system busy, start flow control for a while'],
      [1, 'RemotingError: it broke'],
      [1, 'RemotingError: it broke'],
    ]);
    expect(setting.channels).toHaveLength(0);
    expect(setting.observed.filter(({ kind }) => kind === 'remoting.lane-overloaded')).toHaveLength(2);
  });

  test('one-way is handled and never answered', async () => {
    const setting = served();
    client(setting, async (remoting) => {
      await remoting.callOneway(setting.address, UNKNOWN, { text: 'x' });
      await remoting.callOneway(setting.address, ECHO, { text: 'x' });
    });
    await runTo(setting.world, 1000);
    expect(setting.channels).toHaveLength(1);
    expect(setting.observed).toEqual([]);
  });

  test('may be answered later, once', async () => {
    const setting = served();
    const texts: unknown[] = [];
    client(setting, async (remoting) => {
      texts.push(
        (await remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 9000 })).header?.text,
      );
    });
    setting.world.at(5000, { purpose: 'release', ordinal: 0 }, () => {
      setting.held[0]?.reply(held);
      setting.held[0]?.reply(failure(1, 'again'));
    });
    await runTo(setting.world, 9000);
    expect(texts).toEqual(['held']);
    expect(setting.observed).toEqual([]);
  });
});

describe('a call without a response', () => {
  test('ends after exactly its time-out and closes its connection', async () => {
    const setting = served();
    const ended: unknown[] = [];
    client(setting, async (remoting, { clock }) => {
      await remoting.call(setting.address, ECHO, { text: 'connect' }, { timeoutMs: 1000 });
      const startUs = clock.monotonicUs();
      const other = kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 9000 }));
      ended.push(await kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 500 })));
      ended.push(clock.monotonicUs() - startUs, remoting.isConnected(setting.address), await other);
    });
    await runTo(setting.world, 9000);
    expect(ended).toEqual(['timeout', 500_000, false, 'send']);
  });

  test('keeps the connection when asked to; the response that comes late is observed and dropped', async () => {
    const setting = served();
    const ended: unknown[] = [];
    client(setting, async (remoting) => {
      const options = { timeoutMs: 500, closeOnTimeout: false };
      ended.push(await kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, options)));
      ended.push(remoting.isConnected(setting.address));
    });
    setting.world.at(800, { purpose: 'release', ordinal: 0 }, () => setting.held[0]?.reply(held));
    await runTo(setting.world, 2000);
    expect(ended).toEqual(['timeout', true]);
    expect(setting.observed).toMatchObject([
      { kind: 'remoting.late-response', address: setting.address, code: 0 },
    ]);
  });

  test('fails at once when the server dies, and later calls cannot connect', async () => {
    const setting = served();
    const ended: unknown[] = [];
    client(setting, async (remoting, { clock }) => {
      ended.push(await kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 30_000 })));
      ended.push(clock.monotonicUs() < 2_000_000);
      ended.push(await kindOf(remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 30_000 })));
      ended.push(await kindOf(remoting.callOneway(setting.address, ECHO, { text: 'x' })));
    });
    setting.world.at(1000, { purpose: 'kill', ordinal: 0 }, () => setting.world.machines[0]?.kill());
    await runTo(setting.world, 9000);
    expect(ended).toEqual(['send', true, 'connect', 'connect']);
  });

  test('fails after the connect time-out when nothing answers; callers share the attempt', async () => {
    const setting = served();
    setting.world.fabric.addRule(({ destination }) => (destination === 0 ? DROP : undefined));
    const ended: unknown[] = [];
    client(setting, async (remoting, { clock }) => {
      const startUs = clock.monotonicUs();
      const calls = [100, 30_000].map((timeoutMs) =>
        kindOf(remoting.call(setting.address, ECHO, { text: 'x' }, { timeoutMs })),
      );
      ended.push(...(await Promise.all(calls)), clock.monotonicUs() - startUs);
    });
    await runTo(setting.world, 9000);
    expect(ended).toEqual(['connect', 'connect', 3_000_000]);
  });
});

describe('a client', () => {
  test('that is closed fails what is in flight and what comes later', async () => {
    const setting = served();
    const kinds: string[] = [];
    client(setting, async (remoting, { timers }) => {
      const call = () => kindOf(remoting.call(setting.address, HOLD, { text: 'x' }, { timeoutMs: 9000 }));
      const inFlight = call();
      await timers.sleep(100, 'until it is in flight');
      const other = new RemotingClient(setting.world.machines[1]?.environment as Environment);
      const connecting = kindOf(other.call(setting.address, ECHO, { text: 'x' }, { timeoutMs: 9000 }));
      await other.close();
      await remoting.close();
      kinds.push(await inFlight, await connecting, await call());
    });
    await runTo(setting.world, 9000);
    expect(kinds).toEqual(['send', 'connect', 'connect']);
    expect(setting.closed.length).toBeGreaterThanOrEqual(1);
  });
});
