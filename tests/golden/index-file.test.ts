// Our index file has the bytes that RocketMQ's own class writes for the same keys: golden.json is what it said, see README.md.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { IndexFile } from '../../src/messaging/store/index-file.ts';
import { indexFileBytes, keyHash } from '../../src/messaging/store/index-format.ts';
import { runTo, simulatedWorld, startMachine } from '../simulated-world.ts';
import { GOLDEN_INDEX_ENTRIES, GOLDEN_INDEX_KEYS, GOLDEN_INDEX_SLOTS } from './index-keys.ts';

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as {
  readonly index: string;
};
const GEOMETRY = { slots: GOLDEN_INDEX_SLOTS, entries: GOLDEN_INDEX_ENTRIES };
const PATH = 'store/index/20231114221320123';

test('the index file', async () => {
  const world = simulatedWorld();
  const machine = startMachine(world, 'broker', async (environment) => {
    const disk = await environment.disk.open(PATH, 'create');
    disk.truncate(indexFileBytes(GEOMETRY));
    const file = IndexFile.begin(disk, GEOMETRY, undefined);
    for (const { topic, key, position, storeTimestampMs } of GOLDEN_INDEX_KEYS) {
      file.put(keyHash(topic, key), position, storeTimestampMs);
    }
    await file.sync();
  });
  await runTo(world, 1000);
  const bytes = machine.disk.read(PATH, 0, indexFileBytes(GEOMETRY)) ?? new Uint8Array(0);
  expect(toHex(bytes)).toBe(golden.index);
});
