import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { ReplicaWorld } from '../messaging/replication/testing/replica-world.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { ReplicaEntry } from '../oracles/replica-entry.ts';
import { REPLICA_MARKS } from './replica-marks.ts';
import { ReplicaWitness } from './replica-witness.ts';

function watched(world: ReplicaWorld) {
  const history = new History<MessageEntry>(() => world.simulation.kernel.nowUs);
  const marks = new Set<string>();
  const witness = new ReplicaWitness(history, (mark) => marks.add(mark));
  for (const { name, disk } of world.machines) witness.add(name, 'broker', disk);
  world.simulation.observe((machine, observation) => witness.observe(machine, observation));
  world.simulation.onEnd((machine, how) => witness.ended(machine, how));
  return {
    marks,
    seen: <K extends ReplicaEntry['kind']>(kind: K) =>
      history.entries.filter(({ entry }) => entry.kind === kind) as unknown as readonly {
        machine: string;
        entry: ReplicaEntry & { readonly kind: K };
      }[],
  };
}

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };
const TEXTS: readonly string[] = Array.from({ length: 12 }, (_, index) => `message ${index}`);

describe('the witness of copies', () => {
  test('says how far each goes, what was confirmed, and that they agree, whatever the pieces', async () => {
    const world = new ReplicaWorld({
      store: SMALL,
      replication: { role: 'SYNC_MASTER', inSyncReplicas: 2, transferBatchBytes: 50 },
    });
    const { seen, marks } = watched(world);
    await world.start();
    await world.pass(100);
    await world.put(TEXTS);
    await world.pass(100);
    const end = world.store(world.master).progress.writtenPosition;
    expect(end).toBeGreaterThan(1024);
    const ends = seen('replica-extent').filter(({ machine }) => machine === 'slave-0');
    expect(ends.at(-1)?.entry).toEqual({
      kind: 'replica-extent',
      brokerName: 'broker',
      start: 0,
      end,
      after: 'transfer',
    });
    expect(
      seen('put-confirmed')
        .map(({ entry }) => entry.end)
        .at(-1),
    ).toBe(end);
    expect(seen('put-confirmed')).toHaveLength(TEXTS.length);
    expect(seen('replicas-differ')).toEqual([]);
    expect([...marks]).toEqual([REPLICA_MARKS.inPieces]);
  });

  test('sees a master write where its slave has what it has lost itself', async () => {
    const world = new ReplicaWorld({ store: { ...SMALL, flush: 'asynchronous' } });
    const { seen } = watched(world);
    await world.start();
    await world.pass(100);
    await world.put(TEXTS.slice(0, 2));
    await world.pass(20);
    world.master.losePower();
    await world.start([world.master]);
    const { end } = seen('replica-extent').findLast(({ machine }) => machine === 'master')?.entry ?? {};
    expect(end).toBe(0);
    await world.put(['another message']);
    expect(seen('replicas-differ')).toMatchObject([
      { machine: 'master', entry: { other: 'slave-0', after: 'append' } },
    ]);
  });

  test('sees one byte that a transfer has changed', async () => {
    const world = new ReplicaWorld({ store: SMALL });
    const { seen } = watched(world);
    await world.start([world.master]);
    await world.put(TEXTS);
    const log = world.store(world.master).replicated;
    const read = log.read.bind(log);
    log.read = (position, bytes) => {
      const piece = read(position, bytes);
      if (piece.length > 0) piece[90] = (piece[90] as number) ^ 1;
      return piece;
    };
    await world.start(world.slaves);
    await world.pass(6000);
    expect(seen('replicas-differ')[0]).toMatchObject({
      machine: 'slave-0',
      entry: { other: 'master', after: 'transfer' },
    });
  });

  test('knows a slave that began at the last segment, and one that was behind and is not any more', async () => {
    const world = new ReplicaWorld({ store: SMALL });
    const { marks } = watched(world);
    await world.start([world.master]);
    await world.put(TEXTS);
    await world.start(world.slaves);
    await world.pass(6000);
    expect([...marks].sort()).toEqual([REPLICA_MARKS.beganAtLastSegment, REPLICA_MARKS.caughtUp].sort());
  });
});
