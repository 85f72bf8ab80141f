// Streams under any combination of rules that begin and end while bytes are on their way.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rootIdentity } from '../src/simulator/identity.ts';
import { datagramTrouble } from '../src/simulator/network/datagram-rules.ts';
import { isolate } from '../src/simulator/network/partition-rules.ts';
import { bandwidth, clog, clogMachine, jitter, loss } from '../src/simulator/network/path-rules.ts';
import {
  along,
  oneWayPartition,
  type PacketRule,
  partition,
  slowPath,
} from '../src/simulator/network/rule.ts';
import { breakStreams, fragment, halfOpen, slowAccept } from '../src/simulator/network/stream-rules.ts';
import { swizzleSteps } from '../src/simulator/network/swizzle.ts';
import { CLIENT, type End, Pair, pattern, SERVER } from '../src/simulator/network/testing/stream-pair.ts';

const HERE = new Set([CLIENT]);
const THERE = new Set([SERVER]);
const ALL = new Set([CLIENT, SERVER]);
/** Shorter than many episodes: what breaks a stream that must not break is found. */
const RESET_AFTER_US = 1_500_000;

/** Rules that only delay: a stream under them delivers all. `amount` is from 1 to 1000. */
const DELAYING: Record<string, (amount: number) => PacketRule> = {
  jitter: (amount) => jitter(amount * 100),
  'jitter there': (amount) => along(HERE, THERE, jitter(amount * 300)),
  'slow path': (amount) => slowPath(CLIENT, SERVER, amount * 200),
  'clog there': () => clog(HERE, THERE),
  'clog back': () => clog(THERE, HERE),
  'clog client': () => clogMachine(CLIENT),
  'clog server': () => clogMachine(SERVER),
  fragment: (amount) => fragment(amount),
  'single bytes': () => fragment(1),
  'wide path': (amount) => bandwidth(amount * 1000, 1_000_000_000),
  'slow accept': (amount) => slowAccept(SERVER, amount * 1000),
  'half open': (amount) => halfOpen(ALL, ALL, amount * 1000),
  datagrams: (amount) =>
    datagramTrouble({
      lossPerMillion: amount * 1000,
      duplicatePerMillion: amount * 1000,
      reorderUs: amount * 1000,
      corruptPerMillion: amount * 1000,
    }),
};

/** Rules that lose packets: a stream under them may be reset. */
const LOSING: Record<string, (amount: number) => PacketRule> = {
  partition: () => partition(HERE, THERE),
  'cut there': () => oneWayPartition(HERE, THERE),
  'cut back': () => oneWayPartition(THERE, HERE),
  isolate: () => isolate(SERVER),
  loss: (amount) => loss(amount * 500),
  'loss back': (amount) => along(THERE, HERE, loss(amount * 900)),
  'narrow path': (amount) => bandwidth(amount * 300, 500),
  breaks: (amount) => breakStreams(amount * 100),
};

interface Episode {
  readonly rule: string;
  readonly amount: number;
  readonly atMs: number;
  readonly durationMs: number;
}

interface Transfer {
  readonly seed: number;
  readonly episodes: readonly Episode[];
  readonly writes: readonly { readonly atMs: number; readonly size: number; readonly byServer: boolean }[];
  readonly clientCloses: boolean;
  readonly swizzleMs: number;
}

function transfers(rules: readonly string[]): fc.Arbitrary<Transfer> {
  return fc.record({
    seed: fc.nat(),
    episodes: fc.array(
      fc.record({
        rule: fc.constantFrom(...rules),
        amount: fc.integer({ min: 1, max: 1000 }),
        // Some begin before there is a connection.
        atMs: fc.integer({ min: 0, max: 1000 }),
        durationMs: fc.integer({ min: 1, max: 3000 }),
      }),
      { maxLength: 8 },
    ),
    writes: fc.array(
      fc.record({
        atMs: fc.integer({ min: 100, max: 1500 }),
        size: fc.nat(200),
        byServer: fc.boolean(),
      }),
      { maxLength: 30 },
    ),
    clientCloses: fc.boolean(),
    swizzleMs: fc.nat(2000),
  });
}

function swizzle(pair: Pair, durationMs: number): void {
  const chance = { draws: pair.world.kernel.draws, identity: rootIdentity('swizzle', 0) };
  const clogs = new Map<number, () => void>();
  for (const { afterUs, machine, kind } of swizzleSteps([CLIENT, SERVER], durationMs * 1000, chance)) {
    pair.at(200 + afterUs / 1000, () => {
      if (kind === 'clog') clogs.set(machine, pair.world.fabric.addRule(clogMachine(machine)));
      else clogs.get(machine)?.();
    });
  }
}

async function carryOut(transfer: Transfer): Promise<Pair> {
  const pair = new Pair({ resetAfterUs: RESET_AFTER_US }, { seed: `${transfer.seed}` });
  const makers = { ...DELAYING, ...LOSING };
  for (const { rule, amount, atMs, durationMs } of transfer.episodes) {
    let remove = () => {};
    pair.at(atMs, () => {
      remove = pair.world.fabric.addRule((makers[rule] as (amount: number) => PacketRule)(amount));
    });
    pair.at(atMs + durationMs, () => remove());
  }
  if (transfer.swizzleMs > 0) swizzle(pair, transfer.swizzleMs);
  const write = (size: number, byServer: boolean) => {
    const end = byServer ? pair.server : pair.client;
    end.write(...pattern(size, end.written.length));
  };
  for (const { atMs, size, byServer } of transfer.writes) pair.at(atMs, () => write(size, byServer));
  // Who has not heard that the other side gave up hears it now.
  for (const byServer of [true, false]) pair.at(60_000, () => write(1, byServer));
  if (transfer.clientCloses) pair.at(1501, () => pair.client.connection?.close());
  await pair.run();
  return pair;
}

const closesOf = ({ events }: End) => events.filter((event) => event !== 'drained');

describe('a stream', () => {
  test('delivers all bytes in order, and the close after them, under whatever delays, cuts and holds', async () => {
    const check = async (transfer: Transfer) => {
      const pair = await carryOut(transfer);
      expect(pair.server.received).toEqual(pair.client.written);
      const isClosed = transfer.clientCloses && pair.client.events.includes('local');
      expect([closesOf(pair.client), closesOf(pair.server)]).toEqual(
        isClosed ? [['local'], ['ended']] : [[], []],
      );
      if (!isClosed) expect(pair.client.received).toEqual(pair.server.written);
      expect(pair.world.kernel.pendingEvents).toBe(0);
    };
    await fc.assert(fc.asyncProperty(transfers(Object.keys(DELAYING)), check), { numRuns: 150 });
  });

  test('delivers a beginning of the bytes in order, and all of them unless it is reset, whatever is lost', async () => {
    let resets = 0;
    let complete = 0;
    const check = async (transfer: Transfer) => {
      const pair = await carryOut(transfer);
      const isReset = [...pair.client.events, ...pair.server.events].includes('reset');
      if (isReset) resets += 1;
      const { received } = pair.server;
      expect(received).toEqual(pair.client.written.slice(0, received.length));
      expect(pair.client.received).toEqual(pair.server.written.slice(0, pair.client.received.length));
      if (!isReset) {
        complete += 1;
        expect(received).toEqual(pair.client.written);
        if (!transfer.clientCloses) expect(pair.client.received).toEqual(pair.server.written);
      }
      for (const end of [pair.client, pair.server])
        expect(closesOf(end).length).toBeLessThanOrEqual(end.connections);
      expect(pair.world.kernel.pendingEvents).toBe(0);
    };
    const rules = [...Object.keys(DELAYING), ...Object.keys(LOSING)];
    await fc.assert(fc.asyncProperty(transfers(rules), check), { numRuns: 200 });
    // Both happen, or one half of the property says nothing.
    expect(resets).toBeGreaterThan(10);
    expect(complete).toBeGreaterThan(50);
  });
});
