// What a folder tells: its figures, and of what is wrong, what the next start makes good and what nothing does.

import { describe, expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { SYSTEM_FLAG } from '../message/system-flag.ts';
import { type FolderReport, reportFolder } from './folder-report.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };
const ROOT = { root: 'store' };

async function written(world: StoreWorld, count: number): Promise<void> {
  await world.start();
  await world.run(async (store) => {
    for (let index = 0; index < count; index += 1)
      await store.put(draft('T', index % 2, { text: `m${index}` }));
  });
}

function report(world: StoreWorld): FolderReport {
  return reportFolder(world.machine.disk, ROOT);
}

test('a folder that was closed is told in figures', async () => {
  const world = new StoreWorld({ store: SMALL });
  await written(world, 21);
  await world.run((store) => store.put(draft('T', 0, { systemFlag: SYSTEM_FLAG.prepared })));
  await world.stop();
  const { log, queues, checkpoint, ...rest } = report(world);
  expect(log).toMatchObject({ segmentBytes: 1024, startPosition: 0, records: 22 });
  expect(log.segments).toBeGreaterThan(1);
  expect(log.endPosition).toBeGreaterThan(1024);
  expect(log.firstStoredMs).toBeLessThanOrEqual(log.lastStoredMs ?? 0);
  expect(queues).toEqual([
    { topic: 'T', queueId: 0, minOffset: 0, maxOffset: 11, segments: 3 },
    { topic: 'T', queueId: 1, minOffset: 0, maxOffset: 10, segments: 2 },
  ]);
  expect(checkpoint?.logMs).toBeGreaterThan(0);
  const none = { count: 0, first: undefined };
  expect(rest).toEqual({
    indexFiles: [],
    keysChecked: false,
    hasAbortMarker: false,
    recoveryPosition: undefined,
    inconsistencies: none,
    leftToRecovery: none,
  });
});

test('a queue whose messages expired has its place and no message', async () => {
  const world = new StoreWorld({ store: SMALL });
  await written(world, 5);
  await world.run(async (store) => {
    for (let index = 0; index < 20; index += 1) await store.put(draft('Other', 0));
  });
  await world.stop();
  world.machine.disk.remove('store/commitlog/00000000000000000000');
  expect(report(world)).toMatchObject({
    queues: [{ topic: 'Other' }, { minOffset: 3, maxOffset: 3 }, { minOffset: 2, maxOffset: 2 }],
    inconsistencies: { count: 0 },
  });
});

test('an empty folder is sound', () => {
  const world = new StoreWorld();
  expect(report(world)).toMatchObject({ log: { segments: 0, records: 0 }, inconsistencies: { count: 0 } });
});

describe('after an unclean end', () => {
  test.each(['kill', 'power loss'] as const)('by %s, all that is wrong is left to recovery', async (how) => {
    let left = 0;
    for (let seed = 0; seed < 80; seed += 1) {
      const world = new StoreWorld({ store: SMALL, world: { seed: `report ${seed}` } });
      await written(world, 9);
      world.begin((store) =>
        Promise.all(Array.from({ length: 40 }, (_, index) => store.put(draft('T', index % 2)))),
      );
      await world.pass((seed % 16) / 4);
      if (how === 'kill') world.kill();
      else world.losePower();
      const { inconsistencies, leftToRecovery, hasAbortMarker } = report(world);
      expect(inconsistencies).toEqual({ count: 0, first: undefined });
      expect(hasAbortMarker).toBe(true);
      left += leftToRecovery.count;
    }
    expect(left).toBeGreaterThan(0);
  });

  test('what was durable long before is not', async () => {
    const world = new StoreWorld({
      store: { ...SMALL, consumeQueueFlush: { intervalMs: 1000, leastPages: 0, thoroughIntervalMs: 1000 } },
    });
    await written(world, 15);
    await world.pass(30_000);
    await world.run(async (store) => {
      for (let index = 0; index < 30; index += 1) await store.put(draft('T', 0));
    });
    await world.pass(30_000);
    world.kill();
    const { recoveryPosition } = report(world);
    expect(recoveryPosition).toBeGreaterThan(0);
    world.machine.disk.open('store/commitlog/00000000000000000000', 'existing').write(90, encodeText('x'));
    expect(report(world).inconsistencies.first).toMatchObject({ kind: 'log-corrupt', position: 0 });
  });
});
