// A slave believes no byte that does not go where its log ends, and waits before it asks such a master again.

import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../../tests/simulated-world.ts';
import { concatBytes, writeInt32, writeInt64 } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { MessageStore } from '../store/message-store.ts';
import type { MasterLeft } from './observations.ts';
import { ReplicationClient } from './replication-client.ts';
import { DEFAULT_REPLICATION_OPTIONS } from './replication-options.ts';
import { encodeTransfer, FRAME_LIMIT_BYTES } from './transfer-format.ts';

function head(position: number, bodyBytes: number): Uint8Array {
  const bytes = new Uint8Array(12);
  writeInt64(bytes, 0, position);
  writeInt32(bytes, 8, bodyBytes);
  return bytes;
}

/** What a slave does in 12 s whose master answers each connection with these bytes. */
async function meet(answer: Uint8Array) {
  const simulation = simulatedWorld({ seed: 'impostor' });
  const reasons: string[] = [];
  const positions: number[] = [];
  let connections = 0;
  simulation.observe((_machine, observation) => {
    if (observation.kind === 'replication.master-left') reasons.push((observation as MasterLeft).why);
  });
  const impostor = simulation.addMachine('impostor', async (environment) => {
    await environment.network.listen(10912, (connection) => {
      connections += 1;
      connection.handle({ data: () => {}, closed: () => {} });
      connection.write(answer);
    });
    return { stop: () => Promise.resolve() };
  });
  const slave = simulation.addMachine('slave', async (environment) => {
    const store = await MessageStore.open(environment, { commitLogFileBytes: 1024 });
    const options = {
      ...DEFAULT_REPLICATION_OPTIONS,
      role: 'SLAVE' as const,
      masterAddress: `${impostor.host}:10912`,
    };
    const client = new ReplicationClient(environment, store.replicated, options);
    client.start();
    environment.timers.every(1_000, 1_000, 'look', () => positions.push(store.progress.writtenPosition));
    return { stop: async () => client.stop() };
  });
  impostor.start();
  slave.start();
  await runTo(simulation, simulation.nowMs + 12_000);
  return { reasons, connections, written: positions.at(-1) };
}

describe('a slave leaves a master', () => {
  const SOME = encodeTransfer({ position: logPosition(0), body: new Uint8Array(100).fill(7) });

  test.each([
    ['that announces more than fits', head(0, FRAME_LIMIT_BYTES), 0, 'invalid'],
    ['that announces less than nothing', head(0, -1), 0, 'invalid'],
    ['whose position is none', head(-5, 10), 0, 'invalid'],
    ['that passes over bytes', concatBytes([SOME, head(700, 0)]), 100, 'elsewhere'],
    ['that says again what it has said', concatBytes([SOME, SOME]), 100, 'elsewhere'],
    [
      'that goes beyond the end of a segment',
      encodeTransfer({ position: logPosition(0), body: new Uint8Array(1025) }),
      0,
      'disk',
    ],
  ])('%s', async (_what, answer, written, why) => {
    const met = await meet(answer);
    expect(met.written).toBe(written);
    expect(met.connections).toBe(3);
    expect(met.reasons[0]).toBe(why);
  });

  test('not for a heartbeat, nor while it says nothing', async () => {
    const silent = await meet(new Uint8Array(0));
    expect(silent).toEqual({ reasons: [], connections: 1, written: 0 });
    expect(await meet(head(0, 0))).toEqual(silent);
  });
});
