import { expect, test } from 'vitest';
import { consumeQueueDirectory, segmentName } from './store-paths.ts';
import { checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

test('units of an earlier life behind the last one are cut, whatever they point at', async () => {
  const world = new StoreWorld({ store: { flush: 'synchronous' } });
  await world.start();
  for (let index = 0; index < 9; index += 1) await world.run((store) => store.put(draft('T', index % 3)));
  await world.pass(100);
  world.kill();
  const path = `${consumeQueueDirectory('store', 'T', 0)}/${segmentName(0)}`;
  const stale = world.machine.disk.read(path, 0, 20) as Uint8Array;
  // Behind the three units of its records: one that points behind the end of the log, then one that points far before it.
  const beyond = Uint8Array.from(stale);
  beyond[6] = 0x7f;
  world.machine.disk.open(path, 'existing').write(60, beyond);
  world.machine.disk.open(path, 'existing').write(80, stale);
  const store = await world.start();
  expect(store.maxOffset('T', 0)).toBe(3);
  expect(checkFolder(world.machine.disk)).toEqual([]);
});
