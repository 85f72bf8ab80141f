// Each inconsistency, made on the disk of a sound index: found as what it is.

import { expect, test } from 'vitest';
import { writeInt32, writeInt64 } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { entryPosition, keyHash, slotPosition } from './index-format.ts';
import { checkKeyIndex, describeIndexInconsistency, type IndexInconsistency } from './key-index-check.ts';
import { GEOMETRY, indexPaths, keyed, openIndexed, putKeyed } from './testing/index-world.ts';
import type { StoreWorld } from './testing/store-world.ts';

/** A closed store with two index files: 11 entries in the first, 1 in the second. */
async function soundIndex(): Promise<StoreWorld> {
  const world = await openIndexed();
  await world.run((store) => putKeyed(store, 4));
  await world.stop();
  return world;
}

function check(world: StoreWorld, dispatchedUpTo = Number.MAX_SAFE_INTEGER): readonly IndexInconsistency[] {
  const options = { geometry: GEOMETRY, dispatchedUpTo: logPosition(dispatchedUpTo) };
  return [...checkKeyIndex(world.machine.disk, options)];
}

function change(
  world: StoreWorld,
  at: number,
  value: number,
  bytes: 4 | 8 = 4,
): readonly IndexInconsistency[] {
  const written = new Uint8Array(bytes);
  if (bytes === 4) writeInt32(written, 0, value);
  else writeInt64(written, 0, value);
  world.machine.disk.open(indexPaths(world)[0] as string, 'existing').write(at, written);
  return check(world);
}

test('a sound index has none', async () => {
  expect(check(await soundIndex())).toEqual([]);
});

test('an empty slot hides its keys', async () => {
  const world = await soundIndex();
  const found = change(world, slotPosition(GEOMETRY, keyHash('T', 'even')), 0);
  expect(found).toContainEqual({ kind: 'index-missing', topic: 'T', key: 'even', position: 0 });
  expect(found.every(({ kind }) => kind === 'index-missing')).toBe(true);
});

test('an entry without a predecessor hides the older ones', async () => {
  const world = await soundIndex();
  // Entries 1 to 3 are of message 0: unique key, k0, even; entry 9 is of message 2 and even.
  expect(change(world, entryPosition(GEOMETRY, 9) + 16, 0)).toContainEqual({
    kind: 'index-missing',
    topic: 'T',
    key: 'even',
    position: 0,
  });
});

test('an entry that leads elsewhere is a stray, and its record misses it', async () => {
  const world = await soundIndex();
  const path = indexPaths(world)[0] as string;
  expect(change(world, entryPosition(GEOMETRY, 2) + 4, 7, 8)).toEqual([
    { kind: 'index-missing', topic: 'T', key: 'k0', position: 0 },
    { kind: 'index-stray', path, entry: 2, position: 7 },
  ]);
});

test('two entries for one key are one too many, unless the message has the key twice', async () => {
  const world = await openIndexed();
  await world.run((store) => store.put(keyed('Aa BB Aa', 'm')));
  await world.stop();
  expect(check(world)).toEqual([]);
  const [path] = indexPaths(world);
  expect(change(world, entryPosition(GEOMETRY, 1), keyHash('T', 'Aa')).at(-1)).toEqual({
    kind: 'index-repeated',
    path,
    entry: 4,
    position: 0,
  });
});

test('records that were not dispatched need no entries, and may have none', async () => {
  const world = await soundIndex();
  const last = world.observed('store.appended').at(-1)?.position as number;
  const found = check(world, last);
  expect(found.every((each) => each.kind === 'index-stray' && each.position === last)).toBe(true);
  expect(found).toHaveLength(3);
});

test('a file of another size is none', async () => {
  const world = await soundIndex();
  world.machine.disk.open(indexPaths(world)[1] as string, 'existing').truncate(10);
  const found = check(world);
  expect(found[0]).toMatchObject({ kind: 'index-file', reason: 'it has 10 bytes instead of 312' });
  expect(found.map(describeIndexInconsistency)[1]).toMatch(/^no index entry leads from key odd of topic T/);
});
