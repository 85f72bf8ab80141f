// The key index at work: what is stored is found by its keys.

import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { SYSTEM_FLAG } from '../message/system-flag.ts';
import { roundedTimes } from './index-time.ts';
import { AT_ANY_HOUR, DEFAULT_RETENTION_OPTIONS } from './retention-options.ts';
import { ask, found, indexPaths, keyed, openIndexed, putKeyed, wrongInIndex } from './testing/index-world.ts';
import { draft } from './testing/store-world.ts';

describe('a query by key', () => {
  test('finds messages in the order of the log by each of their keys, over many files', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 40));
    await world.pass(20);
    expect(indexPaths(world)).toHaveLength(11);
    expect(found(world, 'k0')).toEqual(['m0']);
    expect(found(world, 'k39')).toEqual(['m39']);
    expect(found(world, 'U-m17')).toEqual(['m17']);
    expect(found(world, 'even')).toEqual(Array.from({ length: 20 }, (_, index) => `m${index * 2}`));
    expect(found(world, 'nobody')).toEqual([]);
    expect(found(world, 'k1', { topic: 'U' })).toEqual([]);
    expect(wrongInIndex(world)).toEqual([]);
  });

  test('answers with the newest, at most so many, and says how new the index is', async () => {
    const world = await openIndexed({ store: { maxQueryCount: 5 } });
    await world.run((store) => putKeyed(store, 20));
    await world.pass(20);
    expect(found(world, 'even', { maxCount: 3 })).toEqual(['m14', 'm16', 'm18']);
    expect(found(world, 'even')).toHaveLength(5);
    expect(found(world, 'even', { maxCount: 0 })).toEqual([]);
    expect(found(world, 'even', { maxCount: -1 })).toEqual([]);
    const last = world.observed('store.appended').at(-1);
    const { indexedMs, indexedPosition } = ask(world, 'even');
    expect([indexedMs, indexedPosition]).toEqual([last?.storeTimestampMs, last?.position]);
    expect(ask(world, 'nobody')).toMatchObject({ count: 0, indexedMs: 0, indexedPosition: 0 });
  });

  test('cannot tell keys of one hash apart: who asks must', async () => {
    const world = await openIndexed();
    await world.run(async (store) => {
      await store.put(keyed('Aa', 'first'));
      await store.put(keyed('BB', 'second'));
    });
    await world.pass(20);
    expect(found(world, 'Aa')).toEqual(['first', 'second']);
  });

  test('finds what was stored in a range of time, to the millisecond', async () => {
    const world = await openIndexed();
    await world.run(async (store) => {
      for (let index = 0; index < 30; index += 1) {
        await store.put(keyed('same', `m${index}`));
        world.machine.clock.stepMs(index % 7 === 0 ? -400 : 130);
      }
    });
    await world.pass(20);
    const times = world.observed('store.appended').map(({ storeTimestampMs }) => storeTimestampMs);
    for (const [index, timeMs] of times.entries()) {
      expect(found(world, 'same', { beginMs: timeMs, endMs: timeMs })).toContain(`m${index}`);
    }
    const [beginMs, endMs] = [times[5] as number, times[20] as number];
    const due = times.flatMap((timeMs, index) => (timeMs >= beginMs && timeMs <= endMs ? [`m${index}`] : []));
    expect(found(world, 'same', { beginMs, endMs })).toEqual(due);
  });

  test('with the times of the original misses what came later in the second in which the range begins', async () => {
    const world = await openIndexed({ parts: { indexTimes: roundedTimes } });
    await world.run((store) => store.put(keyed('same', 'first')));
    await world.pass(1500);
    await world.run((store) => store.put(keyed('same', 'second')));
    await world.pass(20);
    const timeMs = world.observed('store.appended').at(-1)?.storeTimestampMs as number;
    expect(found(world, 'same', { beginMs: timeMs, endMs: timeMs })).toEqual([]);
    expect(found(world, 'same')).toEqual(['first', 'second']);
  });

  test('finds prepared messages, but none that were rolled back or have no key', async () => {
    const world = await openIndexed();
    await world.run(async (store) => {
      await store.put(keyed('k', 'prepared', { systemFlag: SYSTEM_FLAG.prepared }));
      await store.put(keyed('k', 'rolled back', { systemFlag: SYSTEM_FLAG.rollback }));
      await store.put(draft('T', 0));
    });
    await world.pass(20);
    expect(found(world, 'k')).toEqual(['prepared']);
    expect(wrongInIndex(world)).toEqual([]);
  });

  test('finds nothing without an index, which then is not made', async () => {
    const world = await openIndexed({ store: { messageIndexEnable: false } });
    await world.run((store) => putKeyed(store, 5));
    await world.pass(20);
    expect(found(world, 'k1')).toEqual([]);
    expect(indexPaths(world)).toEqual([]);
  });

  test('by position yields the record that starts there, and nothing for any other', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 5));
    const appended = world.observed('store.appended');
    for (const { position, recordSize } of appended) {
      expect(world.store.recordAt(position)).toHaveLength(recordSize);
      expect(world.store.recordAt(logPosition(position + 1))).toBeUndefined();
    }
    expect(world.store.recordAt(logPosition(-1))).toBeUndefined();
    expect(world.store.recordAt(logPosition(1e15))).toBeUndefined();
  });
});

test('more keys than a file has entries go on in the next files', async () => {
  const world = await openIndexed();
  const keys = Array.from({ length: 40 }, (_, index) => `many${index}`).join(' ');
  await world.run((store) => store.put(keyed(keys, 'all')));
  await world.pass(20);
  expect(indexPaths(world)).toHaveLength(4);
  expect(wrongInIndex(world)).toEqual([]);
  expect(found(world, 'many0')).toEqual(['all']);
  expect(found(world, 'many39')).toEqual(['all']);
});

test('files have names in the order of their creation, even when the clock was set back', async () => {
  const world = await openIndexed();
  for (let round = 0; round < 6; round += 1) {
    await world.run((store) => putKeyed(store, 4, round * 4));
    world.machine.clock.stepMs(-10_000);
  }
  await world.stop();
  expect(indexPaths(world)).toHaveLength(7);
  await world.start();
  expect(wrongInIndex(world)).toEqual([]);
  await world.run((store) => putKeyed(store, 4, 24));
  await world.pass(20);
  expect(wrongInIndex(world)).toEqual([]);
  expect(found(world, 'odd', { maxCount: 2 })).toEqual(['m25', 'm27']);
});

test('files follow the log when its old segments go, but the last stays', async () => {
  const retention = {
    ...DEFAULT_RETENTION_OPTIONS,
    deleteWhen: AT_ANY_HOUR,
    fileReservedMs: 1000,
    cleanIntervalMs: 1000,
    cleanFirstMs: 0,
  };
  const world = await openIndexed({ store: { retention } });
  await world.run((store) => putKeyed(store, 40));
  const before = indexPaths(world);
  await world.pass(5000);
  const after = indexPaths(world);
  expect(after.length).toBeLessThan(before.length);
  expect(after).toEqual(before.slice(-after.length));
  expect(found(world, 'k39')).toEqual(['m39']);
  expect(found(world, 'k0')).toEqual([]);
  expect(wrongInIndex(world)).toEqual([]);
});
