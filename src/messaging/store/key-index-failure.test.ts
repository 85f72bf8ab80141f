// The key index on a disk that fails it.

import { describe, expect, test } from 'vitest';
import { withFailures } from './testing/failing-disk.ts';
import { found, openIndexed, putKeyed, wrongInIndex } from './testing/index-world.ts';

describe('a disk that fails the index', () => {
  test('when a file is made or written delays what is shown, and nothing is missing afterwards', async () => {
    let isFailing = false;
    const world = await openIndexed({
      wrap: (environment) =>
        withFailures(environment, (operation, path) =>
          isFailing && operation !== 'sync' && path.startsWith('store/index/') ? 'no-space' : undefined,
        ),
    });
    await world.run((store) => putKeyed(store, 10));
    isFailing = true;
    await world.run((store) => putKeyed(store, 10, 10));
    await world.pass(3500);
    expect(world.store.isWritable).toBe(true);
    expect(found(world, 'k19')).toEqual([]);
    isFailing = false;
    await world.pass(3000);
    expect(found(world, 'k19')).toEqual(['m19']);
    expect(wrongInIndex(world)).toEqual([]);
  });

  test('when a file is flushed is told, and the end of the store counts as unclean', async () => {
    let failures = 1;
    const world = await openIndexed({
      wrap: (environment) =>
        withFailures(environment, (operation, path) => {
          if (operation !== 'sync' || !path.startsWith('store/index/') || failures === 0) return undefined;
          failures -= 1;
          return 'input-output';
        }),
    });
    await world.run((store) => putKeyed(store, 40));
    await world.pass(2000);
    expect(world.observed('store.trouble')).toMatchObject([{ during: 'index-flush', isWritable: true }]);
    await world.stop();
    expect(world.machine.disk.paths()).toContain('store/abort');
    world.losePower();
    await world.start();
    expect(world.observed('store.recovered').at(-1)?.mode).toBe('abnormal');
    expect(wrongInIndex(world)).toEqual([]);
    expect(found(world, 'even', { maxCount: 64 })).toHaveLength(20);
  });
});
