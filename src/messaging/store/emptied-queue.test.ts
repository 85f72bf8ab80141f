import { describe, expect, test } from 'vitest';
import { queueOffset } from '../../base/numbers.ts';
import { CONSUME_QUEUE_UNIT_BYTES } from './consume-queue-unit.ts';
import type { StoreParts } from './parts.ts';
import { AT_ANY_HOUR, DEFAULT_RETENTION_OPTIONS, type RetentionOptions } from './retention-options.ts';
import { segmentName } from './store-paths.ts';
import { checkFolder } from './testing/store-check.ts';
import { draft, query, StoreWorld } from './testing/store-world.ts';

/** Three records fill a segment of the log; each unit of a queue has a segment of its own. */
function worldWith(change: {
  readonly retention?: Partial<RetentionOptions>;
  readonly parts?: Partial<StoreParts>;
}): StoreWorld {
  return new StoreWorld({
    parts: change.parts ?? {},
    store: {
      commitLogFileBytes: 512,
      consumeQueueFileBytes: CONSUME_QUEUE_UNIT_BYTES,
      flush: 'synchronous',
      retention: { ...DEFAULT_RETENTION_OPTIONS, ...change.retention },
    },
  });
}

async function put(world: StoreWorld, count: number): Promise<void> {
  await world.run(async (store) => {
    for (let index = 0; index < count; index += 1) await store.put(draft('T', 0, { text: '.'.repeat(56) }));
  });
}

/** Spoils the first record of the segment: a recovery ends the log there. */
function spoil(world: StoreWorld, start: number): void {
  world.machine.disk.open(`store/commitlog/${segmentName(start)}`, 'existing').flipBit(100, 0);
}

describe('a queue whose end a recovery cuts', () => {
  test('is cut at the end of the log, also across places that a power loss left without a unit', async () => {
    const world = worldWith({});
    await world.start();
    await put(world, 12);
    world.kill();
    spoil(world, 512);
    const unit = `store/consumequeue/T/0/${segmentName(6 * CONSUME_QUEUE_UNIT_BYTES)}`;
    world.machine.disk.open(unit, 'existing').write(0, new Uint8Array(CONSUME_QUEUE_UNIT_BYTES));
    await world.start();
    expect(world.store.maxOffset('T', 0)).toBe(3);
    await put(world, 1);
    expect(world.store.read(query('T', 0, 3))).toMatchObject({ status: 'FOUND', count: 1 });
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });
});

describe('a queue of which a recovery cuts everything', () => {
  /** A store that begins late and whose first record is rotten: the log ends where it begins. */
  async function emptied(parts: Partial<StoreParts> = {}): Promise<StoreWorld> {
    const world = worldWith({
      parts,
      retention: { deleteWhen: AT_ANY_HOUR, fileReservedMs: 1000, cleanIntervalMs: 1000, cleanFirstMs: 0 },
    });
    await world.start();
    await put(world, 12);
    await world.pass(5000);
    world.kill();
    spoil(world, 1536);
    await world.start();
    return world;
  }

  test('goes on where it stood', async () => {
    const world = await emptied();
    expect([world.store.minOffset('T', 0), world.store.maxOffset('T', 0)]).toEqual([9, 9]);
    await put(world, 1);
    expect(world.store.read(query('T', 0, 9))).toMatchObject({ status: 'FOUND', count: 1 });
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('may begin again at 0, but then with its least offset', async () => {
    const again = () => ({ minOffset: queueOffset(0), maxOffset: queueOffset(0) });
    const world = await emptied({ emptiedQueueBounds: again });
    await put(world, 1);
    expect([world.store.minOffset('T', 0), world.store.maxOffset('T', 0)]).toEqual([0, 1]);
    expect(world.store.read(query('T', 0, 0))).toMatchObject({ status: 'FOUND', count: 1 });
  });
});
