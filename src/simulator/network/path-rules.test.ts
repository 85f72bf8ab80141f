import { describe, expect, test } from 'vitest';
import { bandwidth, clog, clogMachine, jitter, loss } from './path-rules.ts';
import { along, type PacketRule, partition } from './rule.ts';
import { CLIENT, type End, Pair, pattern, SERVER } from './testing/stream-pair.ts';

const STEADY = { latency: { kind: 'constant', us: 1000 }, pairLatencyUs: 0 } as const;
const THERE = [new Set([CLIENT]), new Set([SERVER])] as const;
const BACK = [new Set([SERVER]), new Set([CLIENT])] as const;

const arrivalsMs = ({ fragments }: End) => fragments.map(({ atMs }) => atMs);

/** Both sides write a byte every 10 ms from 100 to 290 ms; the rule is there from 150 to 250 ms. */
async function talkUnder(rule: PacketRule, network = {}): Promise<Pair> {
  const pair = new Pair({ ...STEADY, ...network });
  let remove = () => {};
  pair.at(145, () => {
    remove = pair.world.fabric.addRule(rule);
  });
  pair.at(245, () => remove());
  for (let index = 0; index < 20; index += 1) {
    pair.at(100 + index * 10, () => {
      pair.client.write(index);
      pair.server.write(index);
    });
  }
  return pair.run();
}

const promptMs = Array.from({ length: 20 }, (_, index) => 101 + index * 10);

describe('jitter', () => {
  test('delays each packet by an amount of its own, keeps streams in order, and ends', async () => {
    const { server, client } = await talkUnder(jitter(30_000));
    for (const end of [server, client]) {
      expect(end.received).toEqual(pattern(20, 0));
      const lateMs = arrivalsMs(end).map((atMs, index) => atMs - (promptMs[index] as number));
      expect(lateMs.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
      expect(Math.max(...lateMs)).toBeGreaterThan(10);
      expect(Math.max(...lateMs)).toBeLessThanOrEqual(30);
      expect(new Set(lateMs.slice(5, 15)).size).toBeGreaterThan(7);
      expect(lateMs.slice(-2)).toEqual([0, 0]);
    }
    expect(arrivalsMs(server)).not.toEqual(arrivalsMs(client));
  });

  test('of one direction leaves the other alone', async () => {
    const { server, client } = await talkUnder(along(...THERE, jitter(30_000)));
    expect(arrivalsMs(server)).not.toEqual(promptMs);
    expect(arrivalsMs(client)).toEqual(promptMs);
  });
});

describe('loss', () => {
  test('of one direction delays what it takes until it is sent again', async () => {
    const { server, client } = await talkUnder(along(...THERE, loss(500_000)));
    expect(server.received).toEqual(pattern(20, 0));
    expect(arrivalsMs(server).slice(0, 5)).toEqual(promptMs.slice(0, 5));
    expect(Math.max(...arrivalsMs(server))).toBeGreaterThan(345);
    expect(arrivalsMs(client)).toEqual(promptMs);
  });
});

describe('bandwidth', () => {
  test('lets a write take its time, what comes later wait for it, and ends', async () => {
    const pair = new Pair(STEADY);
    let remove = () => {};
    pair.at(100, () => {
      remove = pair.world.fabric.addRule(bandwidth(100_000, 1_000_000));
    });
    // Each carries 66 bytes of headers: 10 ms, then 1 ms.
    pair.at(110, () => pair.client.write(...pattern(934, 0)));
    pair.at(112, () => pair.client.write(...pattern(34, 934)));
    pair.at(112, () => pair.server.write(1));
    pair.at(140, () => pair.client.write(...pattern(34, 968)));
    pair.at(150, () => remove());
    pair.at(151, () => pair.client.write(...pattern(934, 1002)));
    await pair.run();
    expect(arrivalsMs(pair.server)).toEqual([121, 122, 142, 152]);
    expect(arrivalsMs(pair.client)).toEqual([113.67]);
    expect(pair.server.received).toEqual(pattern(1936, 0));
  });

  test('loses what does not fit into the queue; a stream sends it again', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => {
      pair.world.fabric.addRule(bandwidth(100_000, 2100));
      for (let index = 0; index < 5; index += 1) pair.client.write(...pattern(934, index * 934));
    });
    await pair.run();
    expect(arrivalsMs(pair.server)).toEqual([111, 121, 311, 321, 511]);
    expect(pair.server.received).toEqual(pattern(5 * 934, 0));
  });

  test('lets through a write that is larger than the queue', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => {
      pair.world.fabric.addRule(bandwidth(1_000_000, 1000));
      pair.client.write(...pattern(20_000, 0));
    });
    await pair.run();
    expect(pair.server.received).toEqual(pattern(20_000, 0));
  });
});

describe('a clog', () => {
  test('holds one direction and lets all of it go when it is removed', async () => {
    const { server, client } = await talkUnder(clog(...THERE));
    const held = arrivalsMs(server).slice(5, 15);
    expect(server.received).toEqual(pattern(20, 0));
    expect(held.map(Math.floor)).toEqual(Array.from({ length: 10 }, () => 246));
    expect(arrivalsMs(server).slice(-5)).toEqual(promptMs.slice(-5));
    expect(arrivalsMs(client)).toEqual(promptMs);
  });

  test('of a machine holds both directions', async () => {
    const { server, client } = await talkUnder(clogMachine(SERVER));
    for (const end of [server, client]) {
      expect(end.received).toEqual(pattern(20, 0));
      expect(arrivalsMs(end).slice(5, 15).map(Math.floor)).toEqual(Array.from({ length: 10 }, () => 246));
    }
  });

  test('breaks no stream, however long it lasts, nor does one that follows it', async () => {
    const pair = new Pair({ ...STEADY, resetAfterUs: 5_000_000 });
    const removers: (() => void)[] = [];
    pair.at(100, () => removers.push(pair.world.fabric.addRule(clog(...THERE))));
    pair.at(110, () => pair.client.write(1, 2));
    pair.at(50_000, () => removers.push(pair.world.fabric.addRule(clogMachine(SERVER))));
    pair.at(60_000, () => removers[0]?.());
    pair.at(60_001, () => pair.client.write(3));
    pair.at(90_000, () => {
      expect(pair.server.received).toEqual([]);
      expect(pair.world.describeState()).toContain('2 packets held');
      expect(pair.world.describeState()).not.toContain('retransmission');
      pair.world.fabric.clearRules();
    });
    await pair.run();
    expect([pair.server.received, pair.client.events, pair.server.events]).toEqual([[1, 2, 3], [], []]);
    expect(arrivalsMs(pair.server).map(Math.floor)).toEqual([90_001, 90_001]);
  });

  test('keeps what was lost before it and held by it in order', async () => {
    const pair = new Pair(STEADY);
    let heal = () => {};
    let unclog = () => {};
    pair.at(100, () => {
      heal = pair.world.fabric.addRule(partition(...THERE));
    });
    pair.at(110, () => pair.client.write(0));
    pair.at(120, () => {
      unclog = pair.world.fabric.addRule(clog(...THERE));
      heal();
    });
    pair.at(130, () => pair.client.write(1));
    pair.at(1000, () => expect(pair.server.received).toEqual([]));
    pair.at(1000, () => unclog());
    await pair.run();
    expect(pair.server.received).toEqual([0, 1]);
    expect(arrivalsMs(pair.server).map(Math.floor)).toEqual([1001, 1001]);
  });

  test('is no time in which a stream could not deliver: a partition right after it counts from its own start', async () => {
    const pair = new Pair({ ...STEADY, resetAfterUs: 5_000_000 });
    let unclog = () => {};
    pair.at(100, () => {
      unclog = pair.world.fabric.addRule(clog(...THERE));
      pair.client.write(1);
    });
    pair.at(20_000, () => {
      pair.world.fabric.addRule(partition(...THERE));
      unclog();
    });
    pair.at(21_000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect([pair.server.received, pair.client.events]).toEqual([[1], []]);
  });

  test('holds a close and a reset as well', async () => {
    for (const how of ['close', 'reset'] as const) {
      const pair = new Pair(STEADY);
      pair.at(100, () => pair.world.fabric.addRule(clog(...THERE)));
      pair.at(110, () => pair.client.connection?.[how]());
      pair.at(20_000, () => expect(pair.server.events).toEqual([]));
      pair.at(20_000, () => pair.world.fabric.clearRules());
      await pair.run();
      expect(pair.server.events).toEqual([how === 'close' ? 'ended' : 'reset']);
      expect(pair.server.closedAtMs).toBe(20_001);
    }
  });

  test('holds the answer to who writes to the dead; should that be lost after all, the writer asks again', async () => {
    const pair = new Pair({ ...STEADY, resetAfterUs: 5_000_000 });
    let unclog = () => {};
    pair.at(100, () => {
      unclog = pair.world.fabric.addRule(clog(...BACK));
      pair.serverMachine.kill();
    });
    pair.at(120, () => pair.client.write(1));
    pair.at(10_000, () => expect(pair.client.events).toEqual([]));
    pair.at(10_000, () => {
      pair.world.fabric.addRule(partition(...THERE));
      unclog();
    });
    pair.at(12_000, () => expect(pair.client.events).toEqual([]));
    pair.at(12_000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeLessThan(16_000);
  });

  test('holds a connect; it succeeds when the clog is gone', async () => {
    const pair = new Pair(STEADY);
    pair.at(0, () => pair.world.fabric.addRule(clog(...THERE)));
    pair.at(500, () => pair.world.fabric.clearRules());
    await pair.run(600);
    expect(pair.client.connection?.isOpen).toBe(true);
  });

  test('that holds a stream of a machine without power delivers nothing', async () => {
    const pair = new Pair(STEADY);
    pair.at(100, () => pair.world.fabric.addRule(clog(...THERE)));
    pair.at(110, () => pair.client.write(1));
    pair.at(120, () => pair.clientMachine.losePower());
    pair.at(1000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect([pair.server.received, pair.server.events]).toEqual([[], []]);
  });
});
