// What a store makes of a disk that fails: outcomes, never a crash, never a lie.

import { expect, test } from 'vitest';
import { DEFAULT_DISK } from '../../simulator/disk/disk-options.ts';
import type { StoreOptions } from './options.ts';
import { type FailureOf, withFailures } from './testing/failing-disk.ts';
import { bodiesOf, checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

interface Trouble {
  failureOf: FailureOf;
}

async function opened(store: Partial<StoreOptions> = {}): Promise<{ world: StoreWorld; trouble: Trouble }> {
  const trouble: Trouble = { failureOf: () => undefined };
  const world = new StoreWorld({
    store: { commitLogFileBytes: 1024, consumeQueueFileBytes: 100, ...store },
    wrap: (environment) => withFailures(environment, (operation, path) => trouble.failureOf(operation, path)),
  });
  await world.start();
  return { world, trouble };
}

const put = (world: StoreWorld, text = 'x') => world.run((store) => store.put(draft('T', 0, { text })));
const isLog = (path: string) => path.includes('/commitlog/');

test('no room: not stored, and the next put may work again', async () => {
  const { world, trouble } = await opened();
  expect((await put(world, 'a')).status).toBe('PUT_OK');
  trouble.failureOf = (operation, path) => (operation === 'write' && isLog(path) ? 'no-space' : undefined);
  expect(await put(world, 'b')).toEqual({ status: 'SERVICE_NOT_AVAILABLE', append: undefined });
  trouble.failureOf = () => undefined;
  expect(await put(world, 'c')).toMatchObject({ status: 'PUT_OK', append: { queueOffset: 1 } });
  await world.pass(20);
  expect(bodiesOf(world.machine.disk)).toEqual(['a', 'c']);
  expect(checkFolder(world.machine.disk)).toEqual([]);
  expect(world.observed('store.trouble')).toMatchObject([{ during: 'append', isWritable: true }]);
});

test('an input-output error during the append leaves the outcome unknown', async () => {
  const { world, trouble } = await opened();
  await put(world, 'a');
  trouble.failureOf = (operation) => (operation === 'write' ? 'input-output' : undefined);
  expect(await put(world, 'b')).toEqual({ status: 'UNKNOWN_ERROR', append: undefined });
});

test('no new segment: the puts that need it are refused, later ones work', async () => {
  const { world, trouble } = await opened();
  await put(world, 'a'.repeat(800));
  await world.pass(50);
  world.kill();
  await world.start();
  trouble.failureOf = (operation, path) => (operation === 'open' && isLog(path) ? 'no-space' : undefined);
  expect((await put(world, 'b'.repeat(800))).status).toBe('CREATE_MAPPED_FILE_FAILED');
  expect((await put(world, 'small')).status).toBe('PUT_OK');
  trouble.failureOf = () => undefined;
  expect((await put(world, 'c'.repeat(800))).append?.position).toBe(1024);
});

test('a failed sync is never repaired by a later one: the store stops, and says so', async () => {
  const { world, trouble } = await opened({ flush: 'synchronous' });
  await put(world, 'a');
  trouble.failureOf = (operation, path) => (operation === 'sync' && isLog(path) ? 'input-output' : undefined);
  expect(await put(world, 'b')).toMatchObject({ status: 'FLUSH_DISK_TIMEOUT', append: { queueOffset: 1 } });
  trouble.failureOf = () => undefined;
  expect((await put(world, 'c')).status).toBe('SERVICE_NOT_AVAILABLE');
  expect(world.store.isWritable).toBe(false);
  expect(world.store.maxOffset('T', 0)).toBe(1);
  await world.stop();
  expect(world.machine.disk.paths()).toContain('store/abort');
  await world.start();
  await world.pass(20);
  expect(world.store.maxOffset('T', 0)).toBe(2);
  expect(checkFolder(world.machine.disk)).toEqual([]);
});

/** Begins in the first page of the log, and the next message does not. */
const DOUBTFUL = 'd'.repeat(6000);

test('what a failed sync left behind is durable after a restart, or gone at once', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const world = new StoreWorld({
      store: { commitLogFileBytes: 16_384, flush: 'synchronous' },
      world: { seed: `${seed}` },
    });
    await world.start();
    await world.run((store) => store.put(draft('T', 0, { text: 'safe' })));
    const mend = world.machine.disk.faults.failSyncs({ chancePerMillion: 1_000_000 });
    const { status } = await world.run((store) => store.put(draft('T', 0, { text: DOUBTFUL })));
    expect(status).toBe('FLUSH_DISK_TIMEOUT');
    mend();
    world.kill();
    await world.start();
    await world.pass(30);
    const shown = bodiesOf(world.machine.disk);
    await world.run((store) => store.put(draft('T', 0, { text: 'behind it' })));
    await world.pass(30);
    world.losePower();
    await world.start();
    await world.pass(30);
    expect(bodiesOf(world.machine.disk)).toEqual([...shown, 'behind it']);
    expect(world.store.maxOffset('T', 0)).toBe(shown.length + 1);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  }
});

test('a queue that cannot be written is tried again; after 30 s the store refuses messages', async () => {
  const { world, trouble } = await opened();
  trouble.failureOf = (operation, path) =>
    operation === 'open' && path.includes('/consumequeue/') ? 'no-space' : undefined;
  await put(world, 'a');
  await world.pass(5000);
  expect(world.store.maxOffset('T', 0)).toBe(0);
  trouble.failureOf = () => undefined;
  await world.pass(1100);
  expect(world.store.maxOffset('T', 0)).toBe(1);
  trouble.failureOf = (operation, path) =>
    operation === 'write' && path.includes('/consumequeue/') ? 'no-space' : undefined;
  await put(world, 'b');
  await world.pass(31_000);
  expect((await put(world, 'c')).status).toBe('SERVICE_NOT_AVAILABLE');
  trouble.failureOf = () => undefined;
  await world.pass(2000);
  expect(world.store.maxOffset('T', 0)).toBe(2);
  expect(checkFolder(world.machine.disk)).toEqual([]);
});

test.each(['queue', 'checkpoint'])('a %s that cannot be synced does not end the process', async (what) => {
  const { world, trouble } = await opened();
  await put(world, 'a');
  await world.pass(20);
  trouble.failureOf = (operation, path) =>
    operation === 'sync' && path.includes(what) ? 'input-output' : undefined;
  await world.pass(90_000);
  const during = world.observed('store.trouble').map((trouble) => trouble.during);
  expect(during).toContain(what === 'queue' ? 'queue-flush' : 'checkpoint');
  await world.stop();
});

test('a segment that takes too long makes the page cache busy', async () => {
  const { world } = await opened();
  const slow = new StoreWorld({
    store: { commitLogFileBytes: 1024 },
    world: { disk: { ...DEFAULT_DISK, sync: { kind: 'constant', us: 1_500_000 } } },
  });
  await slow.start();
  const first = slow.begin((store) => store.put(draft('T', 0)));
  await slow.pass(1100);
  expect((await put(slow)).status).toBe('OS_PAGE_CACHE_BUSY');
  await slow.pass(9000);
  expect(first.result()?.status).toBe('PUT_OK');
  expect((await put(world)).status).toBe('PUT_OK');
});
