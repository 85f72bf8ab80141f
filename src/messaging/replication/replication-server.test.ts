// Master and slaves over a simulated network: what is written arrives, byte by byte, whatever happens in between.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../base/bytes.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { StoreRecovered } from '../store/observations.ts';
import { ReplicaWorld } from './testing/replica-world.ts';

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };
const BOTH = { role: 'SYNC_MASTER', inSyncReplicas: 2 } as const;

function texts(count: number, prefix = 'message'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index} ${'.'.repeat((index * 37) % 300)}`);
}

function isLevel(world: ReplicaWorld, slave: Machine): boolean {
  const position = world.store(world.master).progress.writtenPosition;
  const { progress } = world.store(slave);
  return progress.writtenPosition === position && progress.dispatchedPosition === position;
}

/** The slave's log is the master's, from wherever it begins. */
function expectSameLog(world: ReplicaWorld, slave: Machine): void {
  const [ours, theirs] = [world.logOf(world.master), world.logOf(slave)];
  expect(toHex(theirs.bytes)).toBe(toHex(ours.bytes.subarray(theirs.start - ours.start)));
}

describe('a slave', () => {
  test.each([32 * 1024, 7])(
    'has the log of its master, segments and all, in pieces of %i bytes',
    async (transferBatchBytes) => {
      const world = new ReplicaWorld({ store: SMALL, replication: { transferBatchBytes } });
      await world.start();
      await world.put(texts(20));
      const slave = world.slave(0);
      await world.until(() => isLevel(world, slave));
      expectSameLog(world, slave);
      expect(world.store(slave).maxOffset('T', 0)).toBe(20);
      expect(world.observed('store.anomaly')).toEqual([]);
    },
  );

  test('that is new begins at the last segment of its master, or at the first one where that is asked for', async () => {
    for (const [newReplicaStart, expected] of [
      ['last-segment', 3],
      ['minimum', 0],
    ] as const) {
      const world = new ReplicaWorld({ store: SMALL, replication: { newReplicaStart } });
      await world.start([world.master]);
      await world.put(texts(12));
      await world.start(world.slaves);
      const slave = world.slave(0);
      await world.until(() => isLevel(world, slave));
      const { start } = world.logOf(slave);
      if (expected === 0) expect(start).toBe(0);
      else expect(start).toBeGreaterThan(1024);
      expectSameLog(world, slave);
    }
  });

  test('catches up after it was killed in the middle of a record, and after its master was', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: { transferBatchBytes: 50 } });
    await world.start();
    const slave = world.slave(0);
    await world.put(texts(5));
    await world.pass(2);
    slave.kill();
    await world.put(texts(5, 'meanwhile'));
    await world.start([slave]);
    await world.until(() => isLevel(world, slave));
    world.master.kill();
    await world.pass(1000);
    await world.start([world.master]);
    await world.put(texts(5, 'again'));
    await world.until(() => isLevel(world, slave));
    expectSameLog(world, slave);
    expect(world.store(slave).maxOffset('T', 0)).toBe(15);
  });

  test.each(['power 5', 'power 6'])(
    'that a power loss (%s) has left with empty segments begins where its master is by now, and keeps that',
    async (seed) => {
      const world = new ReplicaWorld({ seed, store: { ...SMALL, flush: 'asynchronous' } });
      await world.start();
      const slave = world.slave(0);
      await world.put(texts(1));
      await world.until(() => isLevel(world, slave));
      slave.losePower();
      await world.put(texts(12, 'meanwhile'));
      await world.start([slave]);
      await world.until(() => isLevel(world, slave));
      const { start } = world.logOf(slave);
      expect(start).toBeGreaterThan(1024);
      slave.kill();
      await world.start([slave]);
      expect(world.logOf(slave).start).toBe(start);
      expect(isLevel(world, slave)).toBe(true);
      expectSameLog(world, slave);
    },
  );

  test('that was killed looks through what it may lack, not through all that it has', async () => {
    const world = new ReplicaWorld({ store: SMALL });
    await world.start();
    const slave = world.slave(0);
    for (let round = 0; round < 4; round += 1) {
      await world.put(texts(8, `round ${round}`));
      await world.pass(20_000);
    }
    slave.kill();
    await world.start([slave]);
    const recoveries = world.observations.filter(
      ({ machine, observation }) => machine === slave.name && observation.kind === 'store.recovered',
    );
    const [, again] = recoveries.map(({ observation }) => observation as StoreRecovered);
    const { startPosition = 0, endPosition } = again ?? {};
    expect(startPosition).toBeGreaterThan(2 * 1024);
    expect(endPosition).toBe(world.store(world.master).progress.writtenPosition);
  });

  test('that hears nothing for 20 s gives its master up, and joins again when the way is free', async () => {
    const world = new ReplicaWorld({ store: SMALL });
    await world.start();
    const slave = world.slave(0);
    await world.put(texts(1));
    await world.until(() => isLevel(world, slave));
    const rejoin = world.separate(world.master, slave);
    await world.put(texts(3));
    await world.pass(40_000);
    const reasons = world
      .observed('replication.master-left')
      .map((left) => (left as unknown as { why: string }).why);
    expect(reasons.length).toBeGreaterThan(0);
    expect(isLevel(world, slave)).toBe(false);
    rejoin();
    await world.until(() => isLevel(world, slave));
    expectSameLog(world, slave);
  });

  test('that is ahead is cut off where that is asked for; otherwise two histories are mixed, as in the original', async () => {
    for (const aheadReplica of ['cut-off', 'mixed'] as const) {
      const world = new ReplicaWorld({
        seed: 'ahead 1',
        store: { ...SMALL, flush: 'asynchronous' },
        replication: { aheadReplica },
      });
      await world.start();
      const slave = world.slave(0);
      await world.put(texts(3));
      await world.until(() => isLevel(world, slave));
      world.master.losePower();
      await world.start([world.master]);
      const written = world.store(slave).progress.writtenPosition;
      expect(world.store(world.master).progress.writtenPosition).toBeLessThan(written);
      await world.pass(40_000);
      await world.put(texts(8, 'another history'));
      await world.pass(30_000);
      const cuts = world
        .observed('replication.transfer-ended')
        .filter((each) => (each as unknown as { why: string }).why === 'ahead');
      if (aheadReplica === 'cut-off') {
        expect(cuts.length).toBeGreaterThan(0);
        expect(world.store(slave).progress.writtenPosition).toBe(written);
      } else {
        expect(cuts).toEqual([]);
        expect(world.store(slave).progress.writtenPosition).toBeGreaterThan(written);
      }
    }
  });
});

describe('a put', () => {
  test('that waits for two copies is acknowledged when the slave has it', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: BOTH });
    await world.start();
    const results = await world.put(texts(4));
    expect(results.map(({ status }) => status)).toEqual(['PUT_OK', 'PUT_OK', 'PUT_OK', 'PUT_OK']);
    expect(world.store(world.slave(0)).progress.writtenPosition).toBe(
      world.store(world.master).progress.writtenPosition,
    );
  });

  test('that no slave takes is stored and says so after three seconds', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: BOTH });
    await world.start([world.master]);
    const beganMs = world.simulation.nowMs;
    const [result] = await world.put(['alone']);
    expect(result).toMatchObject({ status: 'FLUSH_SLAVE_TIMEOUT', append: { queueOffset: 0 } });
    expect(world.simulation.nowMs - beganMs).toBeGreaterThanOrEqual(3000);
    expect(world.simulation.nowMs - beganMs).toBeLessThan(3200);
  });

  test('of version 4 asks for any slave, and does not wait when none keeps up', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: { ...BOTH, confirmation: 'any-replica' } });
    await world.start([world.master]);
    expect((await world.put(['alone']))[0]).toMatchObject({ status: 'SLAVE_NOT_AVAILABLE' });
    await world.start(world.slaves);
    await world.until(() => isLevel(world, world.slave(0)));
    expect((await world.put(['together']))[0]).toMatchObject({ status: 'PUT_OK' });
  });

  test('of an asynchronous master waits for nobody', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: { inSyncReplicas: 2 } });
    await world.start([world.master]);
    expect((await world.put(['alone']))[0]).toMatchObject({ status: 'PUT_OK' });
  });

  test('is refused before it is stored where replicas must be there', async () => {
    const world = new ReplicaWorld({ store: SMALL, replication: { ...BOTH, minInSyncReplicas: 2 } });
    await world.start([world.master]);
    expect((await world.put(['alone']))[0]).toEqual({
      status: 'IN_SYNC_REPLICAS_NOT_ENOUGH',
      append: undefined,
    });
    expect(world.store(world.master).progress.writtenPosition).toBe(0);
  });

  test('that waits for three copies counts a slave once', async () => {
    const replication = { ...BOTH, inSyncReplicas: 3 };
    const world = new ReplicaWorld({
      slaves: 1,
      store: SMALL,
      replication,
    });
    await world.start();
    const slave = world.slave(0);
    await world.put(['first']);
    slave.losePower();
    await world.start([slave]);
    expect((await world.put(['second']))[0]).toMatchObject({ status: 'FLUSH_SLAVE_TIMEOUT' });
  });
});
