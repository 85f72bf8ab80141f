// The bytes of an index file: computed by hand from the rules of IndexFile.java, for 4 slots and 6 entries.

import { expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { toHex } from '../../base/bytes.ts';
import type { DiskFile } from '../../environment/disk.ts';
import { IndexFile } from './index-file.ts';
import { type IndexGeometry, indexFileBytes, keyHash, secondsSince } from './index-format.ts';

const GEOMETRY: IndexGeometry = { slots: 4, entries: 6 };
const BEGIN = 1_700_000_000_123;
const PATH = 'store/index/20231114221320123';

/** Runs the work with a fresh file of full size; answers with what is on the disk afterwards, in rows. */
async function onFile(work: (file: DiskFile) => Promise<void> | void): Promise<readonly string[]> {
  const world = simulatedWorld();
  const machine = startMachine(world, 'broker', async (environment) => {
    const file = await environment.disk.open(PATH, 'create');
    file.truncate(indexFileBytes(GEOMETRY));
    await work(file);
  });
  await runTo(world, 1000);
  const hex = toHex(machine.disk.read(PATH, 0, 1000) as Uint8Array).toLowerCase();
  const rows = [hex.slice(0, 80), hex.slice(80, 112)];
  for (let at = 112; at < hex.length; at += 40) rows.push(hex.slice(at, at + 40));
  return rows;
}

function put(file: IndexFile, key: string, position: number, timestampMs: number): void {
  file.put(keyHash('TopicTest', key), position, timestampMs);
  file.finishRecord();
}

function fill(disk: DiskFile): IndexFile {
  const file = IndexFile.begin(disk, GEOMETRY, undefined);
  put(file, 'Aa', 1024, BEGIN);
  put(file, 'BB', 1200, BEGIN + 999);
  put(file, 'KEY1', 1200, BEGIN + 999);
  put(file, 'KEY-2024', 1500, BEGIN + 61_500);
  put(file, 'Aa', 1700, BEGIN - 5000);
  return file;
}

const NO_ENTRY = '0'.repeat(40);

test('hashes are those of `topic#key`, never negative', () => {
  expect(keyHash('TopicTest', 'KEY1')).toBe(1_656_969_516);
  expect(keyHash('TopicTest', 'Aa')).toBe(2_744_770);
  expect(keyHash('TopicTest', 'BB')).toBe(2_744_770);
  // The Java hash of "#whAPABD" is the least integer, which has no absolute value.
  expect(keyHash('', 'whAPABD')).toBe(0);
});

test('seconds are rounded down and stay in their field', () => {
  expect(secondsSince(0, BEGIN)).toBe(0);
  expect(secondsSince(BEGIN, BEGIN + 1999)).toBe(1);
  expect(secondsSince(BEGIN, BEGIN - 1)).toBe(0);
  expect(secondsSince(1, 9e15)).toBe(2_147_483_647);
});

test('a full file has the bytes of the original', async () => {
  const rows = await onFile((disk) => {
    const file = fill(disk);
    expect(file.isFull).toBe(true);
    expect(file.room).toBe(0);
  });
  expect(rows).toEqual([
    '0000018bcfe5687b0000018bcfe554f3000000000000040000000000000006a40000000200000006',
    '00000004000000000000000500000000',
    NO_ENTRY,
    '0029e1c200000000000004000000000000000000',
    '0029e1c200000000000004b00000000000000001',
    '62c3592c00000000000004b00000000000000000',
    '31fbcc3000000000000005dc0000003d00000003',
    '0029e1c200000000000006a40000000000000002',
  ]);
});

test('the next file begins where it ended; its counts come with the first entry or sync', async () => {
  const inherited = '0000018bcfe554f30000018bcfe554f300000000000006a400000000000006a4';
  const zeros = ['0'.repeat(32), ...Array.from({ length: 6 }, () => NO_ENTRY)];
  let before: IndexFile | undefined;
  await onFile((disk) => {
    before = fill(disk);
  });
  const begun = await onFile((disk) => void IndexFile.begin(disk, GEOMETRY, before?.header));
  expect(begun).toEqual([`${inherited}0000000000000000`, ...zeros]);
  const synced = await onFile((disk) => IndexFile.begin(disk, GEOMETRY, before?.header).sync());
  expect(synced).toEqual([`${inherited}0000000000000001`, ...zeros]);
  const used = await onFile((disk) =>
    put(IndexFile.begin(disk, GEOMETRY, before?.header), 'Aa', 1800, BEGIN),
  );
  expect(used[0]).toBe('0000018bcfe5687b0000018bcfe5687b000000000000070800000000000007080000000100000002');
});

test('a file that is loaded finds its entries, newest first, with those of colliding keys', async () => {
  await onFile((disk) => {
    fill(disk);
    const file = IndexFile.load(disk, GEOMETRY);
    expect([...(file?.entries(keyHash('TopicTest', 'Aa')) ?? [])]).toEqual([
      { position: 1700, seconds: 0 },
      { position: 1200, seconds: 0 },
      { position: 1024, seconds: 0 },
    ]);
    expect([...(file?.entries(keyHash('TopicTest', 'KEY-2024')) ?? [])]).toEqual([
      { position: 1500, seconds: 61 },
    ]);
    expect([...(file?.entries(keyHash('TopicTest', 'K1')) ?? [])]).toEqual([]);
    expect(file?.entriesAtEnd(1700)).toBe(1);
    expect(file?.entriesAtEnd(1500)).toBe(0);
  });
});

test('a damaged chain ends the walk', async () => {
  await onFile((disk) => {
    fill(disk);
    // The oldest entry names the newest as its predecessor.
    disk.write(56 + 20 + 16, new Uint8Array([0, 0, 0, 5]));
    const file = IndexFile.load(disk, GEOMETRY);
    expect([...(file?.entries(keyHash('TopicTest', 'Aa')) ?? [])]).toHaveLength(3);
  });
});

test.each([
  ['of another size', (disk: DiskFile) => disk.truncate(175)],
  ['with more entries than it can have', (disk: DiskFile) => disk.write(36, new Uint8Array([0, 0, 0, 7]))],
  ['with a time beyond all numbers', (disk: DiskFile) => disk.write(0, new Uint8Array([0x7f]))],
  ['with a negative position', (disk: DiskFile) => disk.write(16, new Uint8Array([0xff]))],
])('a file %s is none', async (_, damage) => {
  await onFile((disk) => {
    fill(disk);
    damage(disk);
    expect(IndexFile.load(disk, GEOMETRY)).toBeUndefined();
  });
});
