import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { AssertionError } from '../../base/assert.ts';
import { encodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Observation } from '../../environment/observation.ts';
import { DROP, partition } from '../../simulator/network/rule.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import type { Channel } from './channel.ts';
import { DEFERRED, failure, type ReplyContent, type RequestContext, success } from './handler.ts';
import { RemotingClient } from './remoting-client.ts';
import { RemotingError } from './remoting-error.ts';
import { RemotingServer, type RemotingServerOptions } from './remoting-server.ts';
import type { RequestCodec } from './request-codec.ts';
import { call, callOneway } from './typed-call.ts';

interface Text {
  readonly text: string;
}

function textCodec(code: number): RequestCodec<Text, Text> {
  const encode = ({ text }: Text) => new Map([['text', text]]);
  const decode = (fields: ReadonlyMap<string, string>) => {
    const text = fields.get('text');
    if (text === undefined) return { kind: 'invalid', problem: 'no text' } as const;
    return { kind: 'decoded', header: { text } } as const;
  };
  const codecs = { encodeHeader: encode, decodeHeader: decode, encodeReply: encode, decodeReply: decode };
  return { code, name: `TEXT_${code}`, ...codecs };
}

const ECHO = textCodec(1001);
const HOLD = textCodec(1002);
const BREAK = textCodec(1003);
const UNKNOWN = textCodec(1004);
const PUSH = textCodec(1005);
const FLOOD = textCodec(1006);
const PORT = 9000;

interface Served {
  readonly world: Simulation;
  readonly server: RemotingServer;
  readonly address: string;
  readonly channels: Channel[];
  readonly closed: Channel[];
  /** Held requests; replying is the test's. */
  readonly held: RequestContext<Text>[];
  readonly observed: Observation[];
}

/** A world with one server on machine 0 that echoes, holds and breaks. */
function served(options: Partial<RemotingServerOptions> & { queueBound?: number } = {}): Served {
  const { queueBound = 100, ...serverOptions } = options;
  const world = simulatedWorld();
  const observed: Observation[] = [];
  world.observe((_, observation) => void observed.push(observation));
  const box: { server?: RemotingServer } = {};
  const channels: Channel[] = [];
  const closed: Channel[] = [];
  const held: RequestContext<Text>[] = [];
  const machine = startMachine(world, 'server', async (environment) => {
    const server = new RemotingServer(environment, { port: PORT, ...serverOptions });
    const lane = environment.lanes.open({ name: 'all', workers: 1, queueBound });
    server.register(ECHO, lane, ({ header, body }, { channel }) => {
      channels.push(channel);
      return success({ text: `${header.text}!` }, body);
    });
    server.register(HOLD, lane, (_, context) => {
      held.push(context);
      return DEFERRED;
    });
    server.register(FLOOD, lane, ({ header }) => success(header, new Uint8Array(30_000)));
    server.register(BREAK, lane, async ({ header }) => {
      if (header.text === 'bug') throw new AssertionError('a bug');
      if (header.text === 'slow') await environment.timers.sleep(100, 'a slow handler');
      throw new RemotingError('send', 'elsewhere', 'it broke');
    });
    server.onChannelClosed((channel) => void closed.push(channel));
    box.server = server;
    await server.start();
  });
  const served = { world, address: `${machine.host}:${PORT}`, channels, closed, held, observed };
  return Object.defineProperty(served, 'server', { get: () => box.server }) as Served;
}

/** A client on a machine of its own, once the server listens. */
function client(
  { world }: Served,
  body: (client: RemotingClient, environment: Environment) => Promise<void>,
): void {
  startMachine(world, `client-${world.machines.length}`, async (environment) => {
    await environment.timers.sleep(10, 'until the server listens');
    await body(new RemotingClient(environment), environment);
  });
}

async function kindOf(outcome: Promise<unknown>): Promise<string> {
  try {
    await outcome;
    return 'answered';
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
    return error.kind;
  }
}

const held: ReplyContent<Text> = success({ text: 'held' });

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
