import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { DEFAULT_NETWORK } from './network-options.ts';
import { bandwidth } from './path-rules.ts';
import { DROP, slowPath } from './rule.ts';
import { breakStreams, fragment, halfOpen, slowAccept } from './stream-rules.ts';
import { CLIENT, Pair, pattern, SERVER } from './testing/stream-pair.ts';

const STEADY = { latency: { kind: 'constant', us: 1000 }, pairLatencyUs: 0 } as const;
const BOTH = new Set([CLIENT, SERVER]);

describe('fragments', () => {
  test('are cut after any byte, none longer than it says, until it ends', async () => {
    const pair = new Pair(STEADY);
    let remove = () => {};
    pair.at(100, () => {
      remove = pair.world.fabric.addRule(fragment(10));
      pair.client.write(...pattern(1000, 0));
    });
    pair.at(200, () => remove());
    pair.at(210, () => pair.client.write(...pattern(100, 1000)));
    await pair.run();
    const sizes = pair.server.fragments.map(({ size }) => size);
    expect(pair.server.received).toEqual(pattern(1100, 0));
    expect(sizes.at(-1)).toBe(100);
    expect(new Set(sizes.slice(0, -2))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  test('can be single bytes, and the shortest of several rules counts', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => {
      pair.world.fabric.addRule(fragment(50));
      pair.world.fabric.addRule(fragment(1));
      pair.client.write(...pattern(100, 0));
      pair.client.connection?.close();
    });
    await pair.run();
    expect(pair.server.fragments.map(({ size }) => size)).toEqual(Array.from({ length: 100 }, () => 1));
    expect([pair.server.received, pair.server.events]).toEqual([pattern(100, 0), ['ended']]);
  });

  test('can be lost one by one; what is left follows in order', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => {
      pair.world.fabric.addRule(fragment(10));
      pair.world.fabric.addRule(({ kind }, { low }) =>
        kind === 'data' && (low & 7) === 0 ? DROP : undefined,
      );
      pair.client.write(...pattern(300, 0));
    });
    await pair.run();
    expect(pair.server.received).toEqual(pattern(300, 0));
    expect(new Set(pair.server.fragments.map(({ atMs }) => Math.floor(atMs / 100))).size).toBeGreaterThan(2);
  });

  test('that get through keep the stream alive, however slowly', async () => {
    const pair = new Pair({ ...STEADY, resetAfterUs: 1_000_000 });
    let asked = 0;
    pair.at(100, () => {
      pair.world.fabric.addRule(fragment(1));
      pair.world.fabric.addRule(({ kind }) => {
        if (kind === 'data') asked += 1;
        return kind === 'data' && asked % 2 === 0 ? DROP : undefined;
      });
      pair.client.write(...pattern(20, 0));
    });
    await pair.run();
    expect([pair.server.received, pair.client.events]).toEqual([pattern(20, 0), []]);
    expect(pair.server.fragments.at(-1)?.atMs).toBeGreaterThan(3000);
  });

  test('count as on their way until they arrive', async () => {
    const pair = new Pair({ ...STEADY, sendBufferBytes: 100 });
    const answers: unknown[] = [];
    pair.at(100, () => {
      pair.world.fabric.addRule(fragment(7));
      answers.push(pair.client.write(...pattern(120, 0)));
    });
    pair.at(200, () => answers.push(pair.client.write(...pattern(100, 120)), pair.client.write(1)));
    await pair.run();
    expect(answers).toEqual([false, true, false]);
    expect(pair.client.events).toEqual(['drained', 'drained']);
  });

  test('take of the bandwidth what each carries', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => {
      pair.world.fabric.addRule(bandwidth(67_000, 1_000_000));
      pair.world.fabric.addRule(fragment(1));
      pair.client.write(...pattern(20, 0));
    });
    await pair.run();
    // A byte and its headers are a millisecond.
    expect(pair.server.fragments.at(-1)?.atMs).toBe(121);
  });
});

/** A client that connects, writes, and notes when it is connected and answered. */
async function connectUnder(delayUs: number, closeListenerAtMs?: number): Promise<readonly string[]> {
  const world = simulatedWorld({ network: { ...DEFAULT_NETWORK, ...STEADY } });
  const log: string[] = [];
  const note = (what: string) => void log.push(`${what} at ${Math.round(world.nowMs)}`);
  startMachine(world, 'client', async ({ network, timers }) => {
    for (const startMs of [10, 3000]) {
      await timers.sleep(startMs - world.nowMs, 'until it is time');
      const attempt = network.connect(`${server.host}:80`, 1000);
      const connection = await attempt.catch(() => undefined);
      if (connection === undefined) continue;
      note('connected');
      connection.handle({ data: () => note('answered'), closed: (reason) => note(reason) });
      connection.write(Uint8Array.of(1));
    }
  });
  const server = startMachine(world, 'server', async ({ network }) => {
    const listener = await network.listen(80, (connection) => {
      note('accepted');
      connection.handle({ data: (bytes) => void connection.write(bytes), closed: () => {} });
    });
    if (closeListenerAtMs !== undefined)
      world.at(closeListenerAtMs, { purpose: 'close', ordinal: 0 }, () => listener.close());
  });
  const remove = world.fabric.addRule(slowAccept(SERVER, delayUs));
  world.at(2000, { purpose: 'heal', ordinal: 0 }, remove);
  await runTo(world, 10_000);
  return log;
}

describe('a slow accept', () => {
  test('leaves the other side connected and waiting, until it ends', async () => {
    expect(await connectUnder(500_000)).toEqual([
      'connected at 12',
      'accepted at 511',
      'answered at 512',
      'accepted at 3001',
      'connected at 3002',
      'answered at 3004',
    ]);
  });

  test('is none when the listener closes before it: a reset', async () => {
    expect(await connectUnder(500_000, 300)).toEqual(['connected at 12', 'reset at 512']);
  });

  test('does not come from a slow path: that delays what travels', async () => {
    const pair = new Pair(STEADY);
    pair.at(0, () => pair.world.fabric.addRule(slowPath(CLIENT, SERVER, 30_000)));
    await pair.run(65);
    expect([pair.server.connection?.isOpen, pair.client.connection?.isOpen]).toEqual([true, true]);
  });

  test('is for the machine that it names', async () => {
    const pair = new Pair(STEADY);
    pair.at(0, () => pair.world.fabric.addRule(slowAccept(CLIENT, 5_000_000)));
    await pair.run(100);
    expect(pair.server.connection?.isOpen).toBe(true);
  });

  test('of a connection that is reset meanwhile tells so', async () => {
    const pair = new Pair(STEADY);
    pair.at(0, () => pair.world.fabric.addRule(slowAccept(SERVER, 5_000_000)));
    pair.at(100, () => {
      pair.client.write(1);
      pair.client.connection?.reset();
    });
    await pair.run();
    expect(pair.server.events).toEqual(['reset']);
    expect(pair.server.closedAtMs).toBeGreaterThan(5000);
  });
});

describe('a half-open connection', () => {
  test('hears late of the close or the reset of the other side, until it ends', async () => {
    for (const how of ['close', 'reset'] as const) {
      const pair = new Pair(STEADY);
      const heard = how === 'close' ? 'ended' : 'reset';
      pair.at(100, () => pair.world.fabric.addRule(halfOpen(new Set([SERVER]), BOTH, 30_000_000)));
      pair.at(200, () => pair.server.connection?.[how]());
      pair.at(30_000, () => expect([pair.client.events, pair.client.connection?.isOpen]).toEqual([[], true]));
      await pair.run();
      expect([pair.client.events, pair.client.closedAtMs]).toEqual([[heard], 30_201]);
      const after = new Pair(STEADY);
      after.at(100, () => {
        after.world.fabric.addRule(halfOpen(new Set([SERVER]), BOTH, 30_000_000))();
        after.server.connection?.[how]();
      });
      await after.run();
      expect([after.client.events, after.client.closedAtMs]).toEqual([[heard], 101]);
    }
  });

  test('of a killed process as well; the way of the other side is as ever', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => pair.world.fabric.addRule(halfOpen(new Set([SERVER]), BOTH, 5_000_000)));
    pair.at(200, () => pair.serverMachine.kill());
    await pair.run();
    expect([pair.client.events, pair.client.closedAtMs]).toEqual([['reset'], 5201]);
    const other = new Pair(STEADY);
    other.at(100, () => other.world.fabric.addRule(halfOpen(new Set([SERVER]), BOTH, 5_000_000)));
    other.at(200, () => other.clientMachine.kill());
    await other.run();
    expect([other.server.events, other.server.closedAtMs]).toEqual([['reset'], 201]);
  });
});

describe('a stream that may break', () => {
  test('is reset on both sides by what it carries, until that ends', async () => {
    const pair = new Pair(STEADY);
    let remove = () => {};
    pair.at(100, () => {
      remove = pair.world.fabric.addRule(breakStreams(1_000_000));
    });
    pair.at(200, () => pair.client.write(1));
    await pair.run(1000);
    expect([pair.client.events, pair.server.events]).toEqual([['reset'], ['reset']]);
    const healed = new Pair(STEADY);
    healed.at(100, () => {
      remove = healed.world.fabric.addRule(breakStreams(1_000_000));
    });
    healed.at(150, () => remove());
    healed.at(200, () => healed.client.write(1));
    await healed.run(1000);
    expect(healed.server.received).toEqual([1]);
  });

  test('breaks as often as it says', async () => {
    let broken = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const pair = new Pair(STEADY, { seed: `${seed}` });
      pair.at(100, () => pair.world.fabric.addRule(breakStreams(300_000)));
      pair.at(200, () => pair.client.write(1));
      await pair.run(1000);
      if (pair.client.events.includes('reset')) broken += 1;
    }
    expect(Math.abs(broken - 60)).toBeLessThan(25);
  });
});
