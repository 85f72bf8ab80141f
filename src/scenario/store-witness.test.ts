import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { draft, StoreWorld, type StoreWorldOptions } from '../messaging/store/testing/store-world.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { LogRecovered, StoreEntry } from '../oracles/store-entry.ts';
import { StoreWitness } from './store-witness.ts';

function watched(options: StoreWorldOptions = {}): {
  readonly world: StoreWorld;
  readonly seen: <K extends StoreEntry['kind']>(kind: K) => readonly Extract<StoreEntry, { kind: K }>[];
} {
  const world = new StoreWorld({ store: { commitLogFileBytes: 1024, flush: 'synchronous' }, ...options });
  const history = new History<MessageEntry>(() => world.simulation.kernel.nowUs);
  const witness = new StoreWitness(history, new Map([['broker', world.machine.disk]]), []);
  world.simulation.observe((machine, observation) => witness.observe(machine, observation));
  world.simulation.onEnd((machine, how) => witness.ended(machine, how));
  return {
    world,
    seen: (kind) => history.entries.map(({ entry }) => entry).filter((entry) => entry.kind === kind) as never,
  };
}

const lastRecovery = (seen: (kind: 'log-recovered') => readonly LogRecovered[]) =>
  seen('log-recovered').at(-1) as LogRecovered;

describe('the witness of a store', () => {
  test('reads what was stored and what readers are shown from the disk, also over the end of a segment', async () => {
    const { world, seen } = watched();
    await world.start();
    for (let index = 0; index < 12; index += 1) {
      await world.run((store) => store.put(draft('orders', index % 2, { text: `message ${index}` })));
    }
    await world.pass(100);
    const stored = seen('record-stored').map(({ record }) => record);
    expect(stored.map(({ queueId, queueOffset }) => [queueId, queueOffset])).toEqual(
      stored.map((_, index) => [index % 2, Math.floor(index / 2)]),
    );
    expect(stored.at(-1)?.position).toBeGreaterThan(1024);
    expect(seen('record-shown').map(({ record }) => record)).toEqual(stored);
    for (const { record, unit } of seen('record-shown'))
      expect(unit).toMatchObject({ position: record.position });
    expect(seen('log-flushed').at(-1)?.position).toBe(
      (stored.at(-1)?.position ?? 0) + (stored.at(-1)?.recordSize ?? 0),
    );
    expect(seen('log-broken')).toEqual([]);
  });

  test('after a process death tells what readers are not shown yet, and then that they are', async () => {
    const { world, seen } = watched({ parts: { isShownByRecovery: ({ position }) => position === 0 } });
    await world.start();
    for (let index = 0; index < 3; index += 1) await world.run((store) => store.put(draft('orders', 0)));
    world.kill();
    const store = await world.start();
    const { tail, endPosition, shownUntil } = lastRecovery(seen);
    expect([tail.length, shownUntil]).toEqual([1, seen('record-stored')[1]?.record.position]);
    expect(endPosition).toBe(store.progress.writtenPosition);
    const before = seen('record-shown').length;
    store.begin();
    await world.pass(10);
    expect(
      seen('record-shown')
        .slice(before)
        .map(({ record }) => record.queueOffset),
    ).toEqual([1, 2]);
    expect(seen('log-broken')).toEqual([]);
  });

  test('after a process death says that everything is there, with its entries', async () => {
    const { world, seen } = watched();
    await world.start();
    for (let index = 0; index < 8; index += 1) await world.run((store) => store.put(draft('orders', 0)));
    world.kill();
    await world.start();
    const { lost, found, tail, damaged, queueEnds } = lastRecovery(seen);
    expect([lost, found, damaged]).toEqual([[], [], undefined]);
    expect(tail.map(({ record, unit }) => unit?.position === record.position)).toEqual(Array(8).fill(true));
    expect(queueEnds).toEqual([{ topic: 'orders', queueId: 0, endOffset: 8, unitBehind: undefined }]);
    expect(seen('machine-ended')).toEqual([{ kind: 'machine-ended', how: 'killed' }]);
  });

  test('finds what nobody said was written', async () => {
    const { world, seen } = watched();
    await world.start();
    await world.run((store) => store.put(draft('orders', 0)));
    const wholeRecord = seen('record-stored')[0]?.record.recordSize ?? 0;
    world.machine.disk.faults.crashAtWrite(1, wholeRecord, 'kill');
    world.begin((store) => store.put(draft('orders', 0)));
    await world.pass(100);
    expect(world.machine.state).toBe('down');
    await world.start();
    expect(seen('record-stored')).toHaveLength(1);
    expect(lastRecovery(seen).lost).toEqual([]);
    expect(lastRecovery(seen).found).toMatchObject([{ position: wholeRecord, queueOffset: 1 }]);
  });

  test('says what a power loss took, and that offsets go on from there', async () => {
    let losses = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      const { world, seen } = watched({
        store: { commitLogFileBytes: 1024, flush: 'asynchronous' },
        world: { seed: `witness ${seed}` },
      });
      await world.start();
      for (let index = 0; index < 6; index += 1) await world.run((store) => store.put(draft('orders', 0)));
      world.losePower();
      await world.start();
      const { lost, queueEnds, damaged } = lastRecovery(seen);
      losses += lost.length;
      expect(damaged).toBeUndefined();
      expect(queueEnds[0]).toMatchObject({ endOffset: 6 - lost.length, unitBehind: undefined });
      await world.run((store) => store.put(draft('orders', 0)));
      expect(seen('record-stored').at(-1)?.record.queueOffset).toBe(6 - lost.length);
    }
    expect(losses).toBeGreaterThan(10);
  });

  test('sees a record that a recovery kept although its body is another', async () => {
    const { world, seen } = watched({
      store: { commitLogFileBytes: 1024, flush: 'synchronous', checkCrcOnRecovery: false },
    });
    await world.start();
    for (let index = 0; index < 3; index += 1) await world.run((store) => store.put(draft('orders', 0)));
    world.kill();
    const { position } = (seen('record-stored')[1] as { record: { position: number } }).record;
    world.machine.disk.open('store/commitlog/00000000000000000000', 'existing').flipBit(position + 88, 0);
    await world.start();
    expect(lastRecovery(seen).damaged).toMatchObject({ position });
  });

  test('says when a record is not where the process takes it to be', async () => {
    const { world, seen } = watched();
    await world.start();
    world.machine.disk.faults.misdirectNextWrite();
    for (let index = 0; index < 3; index += 1) await world.run((store) => store.put(draft('orders', 0)));
    expect(seen('log-broken').length).toBe(1);
  });
});
