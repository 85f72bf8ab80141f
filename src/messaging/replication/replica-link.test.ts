// The master's listener takes connections from anybody: what comes over them is bounded and harms nobody else.

import { describe, expect, test } from 'vitest';
import type { Connection } from '../../environment/network.ts';
import type { TransferEnded } from './observations.ts';
import { REPLICATION_PORT, ReplicaWorld } from './testing/replica-world.ts';
import { encodeReport } from './transfer-format.ts';

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };

/** Connects once and writes; counts what comes back. */
async function strangerOf(world: ReplicaWorld, connections: number, bytes: readonly Uint8Array[]) {
  const received = { bytes: 0, closed: 0 };
  const address = `${world.master.host}:${REPLICATION_PORT}`;
  const stranger = world.simulation.addMachine('stranger', async (environment) => {
    const open: Connection[] = [];
    for (let index = 0; index < connections; index += 1) {
      const connection = await environment.network.connect(address, 1_000);
      connection.handle({
        data: (fragment) => {
          received.bytes += fragment.length;
        },
        closed: () => {
          received.closed += 1;
        },
      });
      open.push(connection);
    }
    for (const connection of open) for (const piece of bytes) connection.write(piece);
    return { stop: () => Promise.resolve() };
  });
  stranger.start();
  await world.pass(1_000);
  return received;
}

function endings(world: ReplicaWorld): readonly string[] {
  return world.observed('replication.transfer-ended').map((each) => (each as TransferEnded).why);
}

async function masterWith(texts: readonly string[]): Promise<ReplicaWorld> {
  const world = new ReplicaWorld({ slaves: 0, store: SMALL });
  await world.start();
  await world.put(texts);
  return world;
}

describe('a stranger', () => {
  test('who reports what is no position is cut off', async () => {
    const world = await masterWith(['a']);
    const received = await strangerOf(world, 1, [new Uint8Array(8).fill(255)]);
    expect(received).toEqual({ bytes: 0, closed: 1 });
    expect(endings(world)).toEqual(['invalid']);
  });

  test('who asks for what was never written, or for nothing, gets heartbeats alone and is given up after its silence', async () => {
    const world = await masterWith(['a']);
    const received = await strangerOf(world, 1, [encodeReport((2 ** 50) as never)]);
    await world.put(['b', 'c']);
    await world.pass(30_000);
    expect(received.bytes % 12).toBe(0);
    expect(received.bytes).toBeLessThan(60);
    expect(endings(world)).toEqual(['silent']);
  });

  test('who reports byte by byte is understood', async () => {
    const world = await masterWith(['a', 'b']);
    const report = encodeReport(0 as never);
    const received = await strangerOf(
      world,
      1,
      Array.from(report, (byte) => Uint8Array.of(byte)),
    );
    const { writtenPosition } = world.store(world.master).progress;
    expect(received.bytes).toBeGreaterThanOrEqual(writtenPosition + 12);
  });

  test('who opens more connections than any cluster has slaves is refused some', async () => {
    const world = await masterWith(['a']);
    const received = await strangerOf(world, 70, []);
    expect(received.closed).toBe(6);
    await world.pass(25_000);
    expect(received.closed).toBe(70);
  });
});
