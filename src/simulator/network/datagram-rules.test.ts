import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { type DatagramTrouble, datagramTrouble } from './datagram-rules.ts';
import { DEFAULT_NETWORK } from './network-options.ts';
import { clogMachine } from './path-rules.ts';
import { along, type PacketRule } from './rule.ts';

const QUIET: DatagramTrouble = {
  lossPerMillion: 0,
  duplicatePerMillion: 0,
  reorderUs: 0,
  corruptPerMillion: 0,
};
const MILLION = 1_000_000;
const COUNT = 1000;
const SIZE = 20;
const LATENCY_US = 1000;

function payload(index: number): Uint8Array {
  const bytes = new Uint8Array(SIZE).fill(7);
  bytes[0] = index >> 8;
  bytes[1] = index & 0xff;
  return bytes;
}

interface Received {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** What a server receives of a datagram per 100 µs, and what the sender's own bytes are in the end. */
async function received(rule: PacketRule, removeAtMs = MILLION): Promise<{ all: Received[]; kept: boolean }> {
  const network = {
    ...DEFAULT_NETWORK,
    latency: { kind: 'constant', us: LATENCY_US },
    pairLatencyUs: 0,
  } as const;
  const world = simulatedWorld({ network });
  const all: Received[] = [];
  const sent: Uint8Array[] = [];
  const server = startMachine(world, 'server', async ({ network: own }) => {
    await own.bindDatagrams(7, (bytes) => {
      all.push({ atMs: world.nowMs, bytes: bytes.slice() });
      bytes.fill(0xee, 2, 3);
    });
  });
  startMachine(world, 'client', async ({ network: own, timers }) => {
    await timers.sleep(1, 'until the server listens');
    const socket = await own.bindDatagrams(0, () => {});
    for (let index = 0; index < COUNT; index += 1) {
      const bytes = payload(index);
      sent.push(bytes);
      socket.send(`${server.host}:7`, bytes);
      await timers.sleep(0.1, 'between two');
    }
  });
  const remove = world.fabric.addRule(rule);
  world.at(removeAtMs, { purpose: 'heal', ordinal: 0 }, remove);
  await runTo(world, 2 * MILLION);
  return { all, kept: sent.every((bytes, index) => bytes[0] === index >> 8 && bytes[1] === (index & 0xff)) };
}

const indexOf = ({ bytes }: Received) => (bytes[0] as number) * 256 + (bytes[1] as number);
const indices = (all: readonly Received[]) => all.map(indexOf);
const inOrder = Array.from({ length: COUNT }, (_, index) => index);
/** Removed when half of them are sent. */
const HALF_MS = 1 + (COUNT / 2) * 0.1 + 0.15;

describe('datagrams in trouble', () => {
  test('of no kind arrive as they were sent', async () => {
    const { all } = await received(datagramTrouble(QUIET));
    expect(indices(all)).toEqual(inOrder);
    expect(all.map(({ bytes }) => bytes)).toEqual(inOrder.map(payload));
  });

  test('are lost as often as it says, until it ends', async () => {
    const { all } = await received(datagramTrouble({ ...QUIET, lossPerMillion: 300_000 }));
    expect(Math.abs(all.length - 700)).toBeLessThan(60);
    const half = await received(datagramTrouble({ ...QUIET, lossPerMillion: MILLION }), HALF_MS);
    expect(indices(half.all)).toEqual(inOrder.slice(COUNT - half.all.length));
    expect(Math.abs(half.all.length - COUNT / 2)).toBeLessThan(10);
  });

  test('arrive twice as often as it says, each copy by itself, until it ends', async () => {
    const { all } = await received(datagramTrouble({ ...QUIET, duplicatePerMillion: 250_000 }));
    expect(Math.abs(all.length - 1250)).toBeLessThan(60);
    expect(new Set(indices(all)).size).toBe(COUNT);
    // The receiver wrote into each array: a copy that shared its bytes would show it.
    expect(all.every(({ bytes }) => bytes[2] === 7)).toBe(true);
    const half = await received(datagramTrouble({ ...QUIET, duplicatePerMillion: MILLION }), HALF_MS);
    const counts = inOrder.map((index) => indices(half.all).filter((other) => other === index).length);
    expect(new Set(counts.slice(0, 490))).toEqual(new Set([2]));
    expect(new Set(counts.slice(510))).toEqual(new Set([1]));
  });

  test('overtake each other by at most what it says, until it ends', async () => {
    const { all } = await received(datagramTrouble({ ...QUIET, reorderUs: 5000 }), HALF_MS);
    expect(all).toHaveLength(COUNT);
    const order = indices(all);
    expect(order).not.toEqual(inOrder);
    const late = all.map((one) => one.atMs * 1000 - (1000 + indexOf(one) * 100 + LATENCY_US));
    const span = Math.max(...late) - Math.min(...late);
    expect(span).toBeGreaterThan(4000);
    expect(span).toBeLessThanOrEqual(5100);
    expect(order.filter((index) => index > 520)).toEqual(inOrder.slice(521));
  });

  test('arrive with one other byte as often as it says; the sender keeps its own, until it ends', async () => {
    const { all, kept } = await received(datagramTrouble({ ...QUIET, corruptPerMillion: 400_000 }));
    const differing = all.map(
      ({ bytes }, place) => bytes.filter((byte, index) => byte !== payload(place)[index]).length,
    );
    expect(new Set(differing)).toEqual(new Set([0, 1]));
    expect(Math.abs(differing.filter((count) => count === 1).length - 400)).toBeLessThan(60);
    expect(kept).toBe(true);
    const half = await received(datagramTrouble({ ...QUIET, corruptPerMillion: MILLION }), HALF_MS);
    const isWhole = half.all.map(({ bytes }, place) =>
      payload(place).every((byte, at) => byte === bytes[at]),
    );
    expect(new Set(isWhole.slice(0, 490))).toEqual(new Set([false]));
    expect(new Set(isWhole.slice(510))).toEqual(new Set([true]));
  });

  test('are left alone where the rule is for others', async () => {
    const worst = datagramTrouble({ ...QUIET, corruptPerMillion: MILLION, lossPerMillion: 500_000 });
    const { all } = await received(along(new Set([0]), new Set([1]), worst));
    expect(all.map(({ bytes }) => bytes)).toEqual(inOrder.map(payload));
  });

  test('that a clog held arrive when it is removed', async () => {
    const { all } = await received(clogMachine(0), 500);
    expect(new Set(indices(all))).toEqual(new Set(inOrder));
    expect(new Set(all.map(({ atMs }) => atMs))).toEqual(new Set([501]));
  });

  test('can be in all troubles at once', async () => {
    const rule = datagramTrouble({
      lossPerMillion: 200_000,
      duplicatePerMillion: 200_000,
      reorderUs: 3000,
      corruptPerMillion: 200_000,
    });
    const first = await received(rule);
    expect(first.all.length).toBeGreaterThan(800);
    expect(await received(rule)).toEqual(first);
  });

  test('without a byte cannot be corrupted', async () => {
    const world = simulatedWorld();
    const sizes: number[] = [];
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.bindDatagrams(7, (bytes) => void sizes.push(bytes.length));
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      await timers.sleep(1, 'until the server listens');
      const socket = await network.bindDatagrams(0, () => {});
      socket.send(`${server.host}:7`, new Uint8Array(0));
    });
    world.fabric.addRule(datagramTrouble({ ...QUIET, corruptPerMillion: MILLION }));
    await runTo(world, 100);
    expect(sizes).toEqual([0]);
  });
});
