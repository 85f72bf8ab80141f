// Each inconsistency, made on the disk of a sound folder: found as what it is, where it is.

import { describe, expect, test } from 'vitest';
import { encodeText, writeInt32, writeInt64 } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { SYSTEM_FLAG } from '../message/system-flag.ts';
import { checkFolder, FolderCheck } from './folder-check.ts';
import { describeInconsistency, type Inconsistency } from './inconsistency.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const LOG = 'store/commitlog/00000000000000000000';
const NEXT = 'store/commitlog/00000000000000001024';
const QUEUE = 'store/consumequeue/T/0/00000000000000000000';

/** A closed store with 20 messages in two queues, 5 prepared ones and several segments of everything. */
async function soundFolder(): Promise<StoreWorld> {
  const world = new StoreWorld({ store: { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 } });
  await world.start();
  await world.run(async (store) => {
    for (let index = 0; index < 20; index += 1) await store.put(draft('T', index % 2, { text: `m${index}` }));
    for (let index = 0; index < 5; index += 1) {
      await store.put(draft('T', 0, { systemFlag: SYSTEM_FLAG.prepared }));
    }
  });
  await world.stop();
  return world;
}

function change(world: StoreWorld, path: string, at: number, bytes: Uint8Array): readonly Inconsistency[] {
  world.machine.disk.open(path, 'existing').write(at, bytes);
  return checkFolder(world.machine.disk);
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeInt32(bytes, 0, value);
  return bytes;
}

function int64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeInt64(bytes, 0, value);
  return bytes;
}

/** Where the blank record of the first segment lies. */
function blankAt(world: StoreWorld): number {
  const bytes = world.machine.disk.read(LOG, 0, 1024) as Uint8Array;
  let at = 0;
  for (let size = 0; bytes[at + 4] !== 0xcb; at += size) size = new DataView(bytes.buffer).getInt32(at);
  return at;
}

test('a sound folder has none', async () => {
  const world = await soundFolder();
  expect(checkFolder(world.machine.disk)).toEqual([]);
  expect(checkFolder(world.machine.disk, { root: 'elsewhere' })).toEqual([]);
});

describe('in the log', () => {
  test('a body that its checksum contradicts', async () => {
    const found = change(await soundFolder(), LOG, 88, Uint8Array.of(0));
    expect(found[0]).toEqual({ kind: 'log-corrupt', position: 0, reason: 'body checksum' });
  });

  test('a property that the checksum of its record contradicts', async () => {
    const world = new StoreWorld({ store: { recordCrc: true } });
    await world.start();
    await world.run((store) => store.put(draft('T', 0)));
    await world.stop();
    expect(checkFolder(world.machine.disk)).toEqual([]);
    const at = (world.machine.disk.read(LOG, 0, 200) as Uint8Array).indexOf(2, 90) - 1;
    const found = change(world, LOG, at, encodeText('B'));
    expect(found[0]).toEqual({ kind: 'log-corrupt', position: 0, reason: 'record checksum' });
  });

  test('a record that says it is elsewhere', async () => {
    const [first] = change(await soundFolder(), LOG, 28, int64(8));
    expect(first).toEqual({ kind: 'record-misplaced', position: 0, saidPosition: 8 });
  });

  test('an offset that skips', async () => {
    const [first] = change(await soundFolder(), NEXT, 20, int64(77));
    expect(first).toMatchObject({ kind: 'offset-not-dense', position: 1024, queueOffset: 77 });
  });

  test('a blank record of the wrong size', async () => {
    const world = await soundFolder();
    const at = blankAt(world);
    expect(change(world, LOG, at, int32(1024))).toEqual([
      { kind: 'blank-size', position: at, saidBytes: 1024, dueBytes: 1024 - at },
    ]);
  });

  test('a hole', async () => {
    const world = await soundFolder();
    const at = blankAt(world);
    expect(change(world, LOG, at, new Uint8Array(8))[0]).toEqual({
      kind: 'log-hole',
      position: at,
      resumesAt: 1024,
    });
  });

  test('a segment that is missing, one that is short', async () => {
    const world = await soundFolder();
    world.machine.disk.open(LOG, 'existing').truncate(1000);
    expect(checkFolder(world.machine.disk).map(({ kind }) => kind)).toContain('segment-size');
    world.machine.disk.open(LOG, 'existing').truncate(1024);
    world.machine.disk.remove(NEXT);
    expect(checkFolder(world.machine.disk)[0]).toEqual({
      kind: 'segment-misplaced',
      path: 'store/commitlog/00000000000000002048',
      start: 2048,
      dueStart: 1024,
    });
  });
});

describe('in a queue', () => {
  test('a unit that points elsewhere', async () => {
    const [first, second] = change(await soundFolder(), QUEUE, 20, int64(1));
    expect(first).toMatchObject({ kind: 'unit-differs', topic: 'T', queueId: 0, queueOffset: 1 });
    expect(second).toBeUndefined();
  });

  test('a tags code of another tag', async () => {
    const [first] = change(await soundFolder(), QUEUE, 12, int64(1));
    expect(first).toMatchObject({ kind: 'unit-differs', queueOffset: 0, unit: { tagsCode: 1 } });
  });

  test('a unit too few', async () => {
    const found = change(await soundFolder(), 'store/consumequeue/T/0/00000000000000000100', 80, int64(-1));
    expect(found).toMatchObject([{ kind: 'unit-missing', topic: 'T', queueId: 0, queueOffset: 9 }]);
  });

  test('a unit too many', async () => {
    const world = await soundFolder();
    const bytes = world.machine.disk.read(QUEUE, 0, 20) as Uint8Array;
    world.machine.disk.open('store/consumequeue/T/0/00000000000000000200', 'create').truncate(100);
    expect(change(world, 'store/consumequeue/T/0/00000000000000000200', 0, bytes)).toMatchObject([
      { kind: 'unit-stray', topic: 'T', queueId: 0, queueOffset: 10, unit: { position: 0 } },
    ]);
  });

  test('a queue of which the log knows nothing', async () => {
    const world = await soundFolder();
    const bytes = world.machine.disk.read(QUEUE, 0, 20) as Uint8Array;
    world.machine.disk.open('store/consumequeue/Other/3/00000000000000000000', 'create').truncate(100);
    expect(change(world, 'store/consumequeue/Other/3/00000000000000000000', 0, bytes)).toMatchObject([
      { kind: 'unit-stray', topic: 'Other', queueId: 3, queueOffset: 0 },
    ]);
  });
});

describe('a folder without its oldest segments', () => {
  test('is sound: units of what is gone may stay', async () => {
    const world = await soundFolder();
    world.machine.disk.remove(LOG);
    expect(checkFolder(world.machine.disk)).toEqual([]);
    world.machine.disk.remove('store/consumequeue/T/0/00000000000000000100');
    expect(checkFolder(world.machine.disk).map(({ kind }) => kind)).toContain('unit-missing');
  });
});

describe('in steps', () => {
  test('a store at work is checked as far as it has come', async () => {
    const world = new StoreWorld({ store: { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 } });
    await world.start();
    const seen: number[] = [];
    const check = new FolderCheck(world.machine.disk, { record: ({ position }) => seen.push(position) });
    for (let round = 0; round < 30; round += 1) {
      await world.run((store) => store.put(draft('T', round % 3)));
      await world.pass(5);
      const limit = world.observed('store.appended').at(-1)?.position ?? logPosition(0);
      expect([...check.records(limit), ...check.strayUnits(limit)]).toEqual([]);
      expect(check.position).toBe(limit);
    }
    expect([...check.records(), ...check.strayUnits()]).toEqual([]);
    expect(seen).toEqual(world.observed('store.appended').map(({ position }) => position));
  });

  test('a check that starts late sees the rest', async () => {
    const world = await soundFolder();
    const seen: number[] = [];
    const options = { fromPosition: logPosition(1024), record: () => seen.push(1) };
    const check = new FolderCheck(world.machine.disk, options);
    expect([...check.records(), ...check.strayUnits()]).toEqual([]);
    expect(seen.length).toBeLessThan(20);
  });
});

test('each says where it is, in words', async () => {
  const [first] = change(await soundFolder(), QUEUE, 20, int64(1));
  expect(describeInconsistency(first as Inconsistency)).toMatch(
    /^T\/0 offset 1: the consume queue has \(position 1, .* is due$/,
  );
});
