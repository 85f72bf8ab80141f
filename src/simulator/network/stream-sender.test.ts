import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DROP, oneWayPartition, type PacketRule, partition } from './rule.ts';
import { CLIENT, MINUTE_MS, Pair, pattern, SERVER } from './testing/stream-pair.ts';

const both = partition(new Set([CLIENT]), new Set([SERVER]));
const wayThere = oneWayPartition(new Set([CLIENT]), new Set([SERVER]));
const wayBack = oneWayPartition(new Set([SERVER]), new Set([CLIENT]));

interface Writing {
  readonly atMs: number;
  readonly size: number;
  readonly byServer: boolean;
}

const writings = fc.array(
  fc.record({ atMs: fc.integer({ min: 100, max: 130 }), size: fc.nat(300), byServer: fc.boolean() }),
  { maxLength: 40 },
);

describe('bytes on a connection', () => {
  test('arrive in order and complete, or the connection is reset, whatever is lost', async () => {
    let resets = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        writings,
        fc.integer({ min: 0, max: 300_000 }),
        async (seed, all, lossPerMillion) => {
          const pair = new Pair(
            {
              lossPerMillion,
              latency: { kind: 'exponential', minimumUs: 10, meanUs: 3000, maximumUs: 60_000 },
            },
            { seed: `${seed}` },
          );
          const sent = { client: [] as number[], server: [] as number[] };
          const write = ({ size, byServer }: Writing) => {
            const [end, log] = byServer ? [pair.server, sent.server] : [pair.client, sent.client];
            const bytes = pattern(size, log.length);
            if (end.connection === undefined) return;
            end.write(...bytes);
            log.push(...bytes);
          };
          for (const writing of all) pair.at(writing.atMs, () => write(writing));
          await pair.run();
          const isReset = [...pair.client.events, ...pair.server.events].includes('reset');
          if (isReset) resets += 1;
          for (const [received, expected] of [
            [pair.server.received, sent.client],
            [pair.client.received, sent.server],
          ] as const) {
            if (isReset) expect(received).toEqual(expected.slice(0, received.length));
            else expect(received).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
    // Seven losses of one packet in a row are rare.
    expect(resets).toBeLessThan(10);
  });

  test('are delivered before the end of who closes, although packets are lost', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const pair = new Pair({}, { seed: `close ${seed}` });
      const lossy: PacketRule = (_packet, { low }) => ((low >>> 0) % 10 < 3 ? DROP : undefined);
      pair.at(100, () => pair.world.fabric.addRule(lossy));
      pair.at(5000, () => {
        for (let count = 0; count < 20; count += 1) pair.client.write(count);
        pair.client.connection?.close();
        // The other side still talks; it must not lose what is on its way to it.
        for (let count = 0; count < 5; count += 1) pair.server.write(count);
      });
      await pair.run();
      expect(pair.server.received).toEqual(pattern(20, 0));
      expect(pair.server.events).toEqual(['ended']);
      expect(pair.client.events).toEqual(['local']);
    }
  });

  test('of a closed connection are delivered also when the process is killed after the close', async () => {
    const pair = new Pair({}, {});
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(110, () => {
      pair.client.write(1, 2, 3);
      pair.client.connection?.close();
    });
    pair.at(120, () => pair.clientMachine.kill());
    pair.at(1000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect([pair.server.received, pair.server.events]).toEqual([[1, 2, 3], ['ended']]);
  });
});

describe('back-pressure', () => {
  test('a write over the mark says so, and drained follows once', async () => {
    const pair = new Pair({ sendBufferBytes: 100 });
    const answers: unknown[] = [];
    pair.at(100, () => {
      answers.push(
        pair.client.write(...pattern(60, 0)),
        pair.client.write(...pattern(60, 0)),
        pair.client.write(1),
      );
    });
    pair.at(200, () => answers.push(pair.client.write(2)));
    await pair.run();
    expect(answers).toEqual([true, false, false, true]);
    expect(pair.client.events).toEqual(['drained']);
    expect(pair.server.received).toHaveLength(122);
  });

  test('holds while a partition lasts', async () => {
    const pair = new Pair({ sendBufferBytes: 100 });
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(110, () => pair.client.write(...pattern(101, 0)));
    pair.at(3000, () => pair.client.events.push('healed'));
    pair.at(3000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect(pair.client.events).toEqual(['healed', 'drained']);
  });

  test('holds while nothing is confirmed, although the bytes arrive', async () => {
    const pair = new Pair({ sendBufferBytes: 100 });
    const answers: unknown[] = [];
    pair.at(100, () => pair.world.fabric.addRule(wayBack));
    for (const atMs of [110, 120, 130])
      pair.at(atMs, () => answers.push(pair.client.write(...pattern(40, 0))));
    pair.at(1000, () => answers.push(pair.server.received.length));
    pair.at(3000, () => pair.client.events.push('healed'));
    pair.at(3000, () => pair.world.fabric.clearRules());
    pair.at(9000, () => answers.push(pair.client.write(...pattern(100, 0)), pair.client.write(1)));
    await pair.run();
    expect(answers).toEqual([true, true, false, 120, true, false]);
    expect(pair.client.events).toEqual(['healed', 'drained', 'drained']);
    expect(pair.server.received).toHaveLength(221);
  });
});

describe('a partition', () => {
  test('delays what is written, and it arrives in order after the heal', async () => {
    const pair = new Pair();
    pair.at(100, () => pair.world.fabric.addRule(both));
    for (let index = 0; index < 10; index += 1) pair.at(200 + index * 100, () => pair.client.write(index));
    pair.at(5000, () => expect(pair.server.received).toEqual([]));
    pair.at(5000, () => pair.world.fabric.clearRules());
    await pair.run(MINUTE_MS);
    expect(pair.server.received).toEqual(pattern(10, 0));
    expect([pair.client.events, pair.server.events]).toEqual([[], []]);
  });

  test('that lasts too long resets who writes; the other side hears of it when it writes', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(200, () => pair.client.write(1));
    pair.at(20_000, () => pair.world.fabric.clearRules());
    pair.at(30_000, () => expect(pair.server.events).toEqual([]));
    pair.at(30_000, () => pair.server.write(2));
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeGreaterThan(5000);
    expect(pair.client.closedAtMs).toBeLessThan(9000);
    expect([pair.server.events, pair.server.received]).toEqual([['reset'], []]);
    expect(pair.client.received).toEqual([]);
  });

  test('of nobody who writes goes unnoticed', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(60_000, () => pair.world.fabric.clearRules());
    pair.at(61_000, () => pair.client.write(7));
    await pair.run();
    expect([pair.server.received, pair.client.events, pair.server.events]).toEqual([[7], [], []]);
  });

  test('of the way there only lets replies through', async () => {
    const pair = new Pair();
    pair.at(100, () => pair.world.fabric.addRule(wayThere));
    pair.at(200, () => {
      pair.client.write(1);
      pair.server.write(2);
    });
    pair.at(1000, () => expect([pair.server.received, pair.client.received]).toEqual([[], [2]]));
    pair.at(1000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect([pair.server.received, pair.client.received]).toEqual([[1], [2]]);
  });

  test('of the way back only delivers each byte once, but the writer gives up in the end', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => pair.world.fabric.addRule(wayBack));
    for (let index = 0; index < 5; index += 1) pair.at(200 + index * 500, () => pair.client.write(index));
    await pair.run();
    expect(pair.server.received).toEqual(pattern(5, 0));
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeGreaterThan(5000);
    expect(pair.client.closedAtMs).toBeLessThan(10_000);
  });

  test('of the way back that heals in time is nothing', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => pair.world.fabric.addRule(wayBack));
    for (let index = 0; index < 5; index += 1) pair.at(200 + index * 500, () => pair.client.write(index));
    pair.at(4000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect([pair.server.received, pair.client.events, pair.server.events]).toEqual([pattern(5, 0), [], []]);
  });
});

describe('the end of a process', () => {
  test('resets its connections', async () => {
    const pair = new Pair();
    pair.at(100, () => pair.serverMachine.kill());
    await pair.run();
    expect([pair.client.events, pair.server.events]).toEqual([['reset'], []]);
  });

  test('under a partition leaves a half-open connection until the survivor writes after the heal', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(200, () => pair.serverMachine.kill());
    pair.at(60_000, () => pair.world.fabric.clearRules());
    pair.at(120_000, () => expect([pair.client.events, pair.client.connection?.isOpen]).toEqual([[], true]));
    pair.at(120_000, () => pair.client.write(1));
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeGreaterThan(120_000);
    expect(pair.client.closedAtMs).toBeLessThan(121_000);
  });

  test('also what was on its way when it died is answered after the heal', async () => {
    const pair = new Pair({ latency: { kind: 'constant', us: 10_000 }, pairLatencyUs: 0 });
    pair.at(100, () => pair.client.write(1));
    pair.at(105, () => {
      pair.world.fabric.addRule(both);
      pair.serverMachine.kill();
    });
    pair.at(2000, () => expect(pair.client.events).toEqual([]));
    pair.at(2000, () => pair.world.fabric.clearRules());
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeLessThan(4000);
  });

  test('whose machine cannot answer is noticed when the time is up', async () => {
    const pair = new Pair({ resetAfterUs: 5_000_000 });
    pair.at(100, () => {
      pair.world.fabric.addRule(wayBack);
      pair.serverMachine.kill();
    });
    pair.at(200, () => pair.client.write(1));
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeGreaterThan(5000);
    expect(pair.client.closedAtMs).toBeLessThan(10_000);
  });

  test('by power loss says nothing; the machine answers again when it is up', async () => {
    const pair = new Pair();
    pair.at(100, () => pair.serverMachine.losePower());
    pair.at(1000, () => pair.client.write(1));
    pair.at(5000, () => expect(pair.client.events).toEqual([]));
    pair.at(5000, () => pair.serverMachine.start());
    await pair.run();
    expect(pair.client.events).toEqual(['reset']);
    expect(pair.client.closedAtMs).toBeGreaterThan(5000);
    expect(pair.client.closedAtMs).toBeLessThan(9000);
  });

  test('by power loss also ends what it had closed but not delivered', async () => {
    const pair = new Pair();
    pair.at(100, () => pair.world.fabric.addRule(both));
    pair.at(110, () => {
      pair.server.write(1, 2, 3);
      pair.server.connection?.close();
    });
    pair.at(120, () => {
      pair.serverMachine.losePower();
      pair.serverMachine.start();
      pair.world.fabric.clearRules();
    });
    await pair.run();
    expect([pair.client.received, pair.client.events]).toEqual([[], []]);
  });
});
