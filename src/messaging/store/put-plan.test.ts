// Records with a checksum of the whole: one that a crash cut in two is no message.

import { expect, test } from 'vitest';
import { scanCommitLog } from './commit-log-image.ts';
import type { StoreOptions } from './options.ts';
import { checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const SMALL: Partial<StoreOptions> = {
  commitLogFileBytes: 1024,
  consumeQueueFileBytes: 100,
  flush: 'synchronous',
};
const PROPERTIES = new Map([
  ['TAGS', 'A'],
  ['KEYS', 'k1 k2'],
]);

/** Properties of the messages that are there after a kill inside the write of a record, so many bytes of which were written. */
async function propertiesAfter(offset: number, recordCrc: boolean): Promise<readonly string[]> {
  const world = new StoreWorld({ store: { ...SMALL, recordCrc } });
  await world.start();
  await world.run((store) => store.put(draft('T', 0)));
  world.machine.disk.faults.crashAtWrite(1, offset, 'kill');
  world.begin((store) => store.put(draft('T', 0, { properties: PROPERTIES })));
  await world.pass(5);
  expect(world.machine.state).toBe('down');
  await world.start();
  await world.pass(5);
  expect(checkFolder(world.machine.disk)).toEqual([]);
  const { messages } = scanCommitLog(world.machine.disk);
  return messages.slice(1).map(({ properties }) => [...properties.keys()].join());
}

test('a record that was cut in two is no message when records have checksums', async () => {
  const found = new Set<string>();
  for (let offset = 70; offset < 170; offset += 1) {
    for (const left of await propertiesAfter(offset, true)) found.add(left);
  }
  expect([...found]).toEqual(['TAGS,KEYS,__CRC32#']);
});

test("without, as by RocketMQ's default, some of its properties may be gone", async () => {
  const found = new Set<string>();
  for (let offset = 80; offset < 120; offset += 1) {
    for (const left of await propertiesAfter(offset, false)) found.add(left);
  }
  expect(found.size).toBeGreaterThan(1);
});

test('a record that comes back from a store gets a new checksum, not a second one', async () => {
  const world = new StoreWorld({ store: { ...SMALL, recordCrc: true } });
  await world.start();
  const properties = new Map([...PROPERTIES, ['__CRC32#', '1234567890']]);
  await world.run((store) => store.put(draft('T', 0, { properties })));
  world.kill();
  await world.start();
  const [message] = scanCommitLog(world.machine.disk).messages;
  expect([...(message?.properties.keys() ?? [])]).toEqual(['TAGS', 'KEYS', '__CRC32#']);
});
