import { describe, expect, test } from 'vitest';
import type { LogPosition } from '../../base/numbers.ts';
import { logPosition } from '../../base/numbers.ts';
import { cutLog } from './cut-log.ts';
import { resolveStoreOptions } from './options.ts';
import { checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const OPTIONS = resolveStoreOptions({
  flush: 'synchronous',
  commitLogFileBytes: 1024,
  consumeQueueFileBytes: 100,
});
const MESSAGES = 14;

const keyed = (index: number) =>
  draft('T', index % 2, { text: `text ${index}`, properties: new Map([['KEYS', `key-${index}`]]) });

/** Fourteen messages in two queues, over several segments; then the log is cut, and the store opened again. */
async function cutWorld(kept: number, isKilled: boolean) {
  let cutAt: LogPosition | undefined;
  const world = new StoreWorld({
    store: OPTIONS,
    before: async (environment) => {
      if (cutAt !== undefined) await cutLog(environment, OPTIONS, cutAt);
      cutAt = undefined;
    },
  });
  await world.start();
  const ends: number[] = [0];
  for (let index = 0; index < MESSAGES; index += 1) {
    await world.run((store) => store.put(keyed(index)));
    ends.push(world.store.progress.writtenPosition);
  }
  await world.pass(100);
  if (isKilled) world.kill();
  else await world.stop();
  cutAt = logPosition(ends[kept] as number);
  await world.start();
  await world.pass(100);
  return { world, end: ends[kept] as number };
}

describe('a log that was cut', () => {
  test.each([1, 2, 5, 6, 7, 8, 13])(
    'ends after %i records, and so does all that is derived from it',
    async (kept) => {
      for (const isKilled of [false, true]) {
        const { world, end } = await cutWorld(kept, isKilled);
        const { store } = world;
        expect(store.progress.writtenPosition).toBe(end);
        expect([store.maxOffset('T', 0), store.maxOffset('T', 1)]).toEqual([
          Math.ceil(kept / 2),
          Math.floor(kept / 2),
        ]);
        const found = (index: number) =>
          store.queryByKey({ topic: 'T', key: `key-${index}`, maxCount: 5, beginMs: 0, endMs: 2 ** 45 })
            .count;
        expect([found(kept - 1), found(kept), found(MESSAGES - 1)]).toEqual([1, 0, 0]);
        const next = await world.run((open) => open.put(keyed(kept)));
        expect(next.append?.queueOffset).toBe(Math.floor(kept / 2));
        await world.pass(100);
        expect(checkFolder(world.machine.disk)).toEqual([]);
      }
    },
  );

  test('stays cut when power is lost', async () => {
    const { world, end } = await cutWorld(5, true);
    world.losePower();
    await world.start();
    expect(world.store.progress.writtenPosition).toBe(end);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('says so, and is recovered as after a crash', async () => {
    const { world, end } = await cutWorld(5, false);
    expect(world.observed('store.cut')).toMatchObject([{ position: end }]);
    expect(world.observed('store.recovered').at(-1)?.mode).toBe('abnormal');
  });
});
