import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { DEFAULT_DISK } from '../../simulator/disk/disk-options.ts';
import { CONSUME_QUEUE_UNIT_BYTES } from './consume-queue-unit.ts';
import type { StoreOptions } from './options.ts';
import type { StoreParts } from './parts.ts';
import { AT_ANY_HOUR, DEFAULT_RETENTION_OPTIONS, type RetentionOptions } from './retention-options.ts';
import { bodiesOf, checkFolder } from './testing/store-check.ts';
import { draft, query, StoreWorld, type StoreWorldOptions } from './testing/store-world.ts';

const SEGMENT_BYTES = 512;
const PAGE_BYTES = 4096;
/** One record of `draft` with a text of 60 characters: three fill a segment. */
const TEXT = '.'.repeat(56);
const RECORDS_PER_SEGMENT = 3;

interface Terms {
  readonly retention?: Partial<RetentionOptions>;
  readonly store?: Partial<StoreOptions>;
  readonly capacityBytes?: number;
  readonly wrap?: StoreWorldOptions['wrap'];
  readonly parts?: Partial<StoreParts>;
}

/** Removes what is older than a second, once a second. */
function worldWith({ retention, store, capacityBytes, wrap, parts = {} }: Terms = {}): StoreWorld {
  return new StoreWorld({
    store: {
      commitLogFileBytes: SEGMENT_BYTES,
      consumeQueueFileBytes: 4 * CONSUME_QUEUE_UNIT_BYTES,
      flush: 'synchronous',
      retention: {
        ...DEFAULT_RETENTION_OPTIONS,
        deleteWhen: AT_ANY_HOUR,
        fileReservedMs: 1000,
        cleanIntervalMs: 1000,
        cleanFirstMs: 0,
        ...retention,
      },
      ...store,
    },
    world: { disk: { ...DEFAULT_DISK, ...(capacityBytes === undefined ? {} : { capacityBytes }) } },
    parts,
    ...(wrap === undefined ? {} : { wrap }),
  });
}

async function put(world: StoreWorld, count: number, queueId = 0): Promise<readonly string[]> {
  return world.run(async (store) => {
    const statuses: string[] = [];
    for (let index = 0; index < count; index += 1) {
      statuses.push((await store.put(draft('T', queueId, { text: TEXT }))).status);
    }
    return statuses;
  });
}

function segments(world: StoreWorld, directory: string): readonly number[] {
  const prefix = `store/${directory}/`;
  return world.machine.disk
    .paths()
    .filter((path) => path.startsWith(prefix))
    .map((path) => Number(path.slice(prefix.length)));
}

const logSegments = (world: StoreWorld) => segments(world, 'commitlog').filter((start) => start >= 0);

describe('time', () => {
  test('takes what has expired and never the last segment that holds anything; queues follow', async () => {
    const world = worldWith();
    await world.start();
    await put(world, 12);
    expect(logSegments(world)).toEqual([0, 512, 1024, 1536, 2048]);
    expect(segments(world, 'consumequeue/T/0')).toEqual([0, 80, 160]);
    await world.pass(4000);
    expect(logSegments(world)).toEqual([1536, 2048]);
    expect(segments(world, 'consumequeue/T/0')).toEqual([160]);
    expect([world.store.minOffset('T', 0), world.store.maxOffset('T', 0)]).toEqual([9, 12]);
    expect(world.store.read(query('T', 0, 8))).toMatchObject({
      status: 'OFFSET_TOO_SMALL',
      nextBeginOffset: 9,
    });
    expect(world.store.read(query('T', 0, 9))).toMatchObject({ status: 'FOUND', count: 3 });
    expect(checkFolder(world.machine.disk)).toEqual([]);
    const removed = world.observed('store.segment-condemned');
    expect(removed.map(({ startPosition, hasExpired }) => [startPosition, hasExpired])).toEqual([
      [0, true],
      [512, true],
      [1024, true],
    ]);
  });

  test('counts from the last change of a segment, and ends at the first that must stay', async () => {
    const world = worldWith({ retention: { fileReservedMs: 10_000 } });
    await world.start();
    // The first record of a segment closes the one before.
    await put(world, RECORDS_PER_SEGMENT + 1);
    await world.pass(6000);
    await put(world, 2 * RECORDS_PER_SEGMENT);
    await world.pass(6000);
    expect(logSegments(world)[0]).toBe(512);
    await world.pass(6000);
    expect(logSegments(world)[0]).toBe(1536);
  });

  test('takes nothing at other hours unless an operator asks, and then only what has expired', async () => {
    const world = worldWith({ retention: { deleteWhen: '04;05', fileReservedMs: 60_000 } });
    await world.start();
    await put(world, 10);
    await world.pass(50_000);
    await put(world, 3);
    await world.pass(15_000);
    expect(logSegments(world)[0]).toBe(0);
    await world.run(async (store) => store.removeExpired());
    await world.pass(500);
    expect(logSegments(world)[0]).toBe(1536);
  });

  test('takes nothing in the first minute, ten at a moment, a tenth of a second apart', async () => {
    const world = worldWith({ retention: { cleanFirstMs: 60_000, cleanIntervalMs: 10_000 } });
    await world.start();
    await put(world, 15 * RECORDS_PER_SEGMENT);
    await world.pass(59_000 - world.simulation.nowMs);
    expect(world.observed('store.segment-condemned')).toHaveLength(0);
    await world.pass(1500);
    const counts: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      counts.push(world.observed('store.segment-condemned').length);
      await world.pass(100);
    }
    expect((counts[1] as number) - (counts[0] as number)).toBe(1);
    await world.pass(3000);
    expect(world.observed('store.segment-condemned')).toHaveLength(10);
    await world.pass(10_000);
    expect(world.observed('store.segment-condemned')).toHaveLength(14);
  });

  test('never takes what was not dispatched', async () => {
    const world = worldWith({ parts: { dispatchBound: () => logPosition(700) } });
    await world.start();
    await put(world, 12);
    await world.pass(5000);
    expect(logSegments(world)[0]).toBe(512);
  });

  test('keeps queues apart: one whose messages are all gone begins at its end', async () => {
    const world = worldWith();
    await world.start();
    await put(world, 2, 1);
    await put(world, 10, 0);
    await world.pass(5000);
    const bounds = (queueId: number) => [
      world.store.minOffset('T', queueId),
      world.store.maxOffset('T', queueId),
    ];
    expect([bounds(0), bounds(1)]).toEqual([
      [7, 10],
      [2, 2],
    ]);
    expect(world.store.read(query('T', 1, 0))).toMatchObject({
      status: 'OFFSET_TOO_SMALL',
      nextBeginOffset: 2,
    });
    await put(world, 1, 1);
    expect(world.store.read(query('T', 1, 2))).toMatchObject({ status: 'FOUND', count: 1 });
  });
});

describe('a full disk', () => {
  /** Six pages are taken by other files of the store, about. */
  const capacity = (pages: number) => pages * PAGE_BYTES;
  const never = { fileReservedMs: 1_000_000, deleteWhen: '04' };

  test('costs segments of any age above 85 %, and none that it can keep', async () => {
    const world = worldWith({ retention: never, capacityBytes: capacity(20) });
    await world.start();
    await put(world, 30);
    await world.pass(3000);
    const condemned = world.observed('store.segment-condemned');
    expect(condemned.length).toBeGreaterThan(0);
    expect(condemned.every(({ hasExpired, usedPerCent }) => !hasExpired && usedPerCent > 85)).toBe(true);
    const { usedBytes, availableBytes } = world.machine.disk.usage();
    expect(usedBytes / (usedBytes + availableBytes)).toBeLessThanOrEqual(0.85);
    expect(world.store.minOffset('T', 0)).toBeGreaterThan(0);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('makes the store refuse messages above 90 %, until there is room again', async () => {
    const world = worldWith({ retention: { ...never, cleanForcibly: false } });
    await world.start();
    await put(world, 1);
    const giveBack = world.machine.disk.faults.fillUp(0);
    await world.pass(1500);
    expect(await put(world, 2)).toEqual(['SERVICE_NOT_AVAILABLE', 'SERVICE_NOT_AVAILABLE']);
    giveBack();
    await world.pass(1000);
    expect(await put(world, 1)).toEqual(['PUT_OK']);
    expect(world.observed('store.disk-level').map(({ isDiskFull }) => isDiskFull)).toEqual([true, false]);
  });
});

/** Pulls stop at the choice point until they are let go. */
function gated(): { readonly wrap: (environment: Environment) => Environment; open: () => void } {
  const gate = { open: () => {} };
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  const wrap = (environment: Environment): Environment => ({
    name: environment.name,
    incarnation: environment.incarnation,
    clock: environment.clock,
    timers: environment.timers,
    random: environment.random,
    network: environment.network,
    disk: environment.disk,
    lanes: environment.lanes,
    observe: (observation) => environment.observe(observation),
    interleave: async (label) => {
      await environment.interleave(label);
      if (label === 'store.pull-found-records') await opened;
    },
  });
  return { wrap, open: () => gate.open() };
}

describe('a reader in the way', () => {
  test('gets what it found, and then the file goes', async () => {
    const { wrap, open } = gated();
    const world = worldWith({ wrap });
    await world.start();
    await put(world, 9);
    const pulled = world.begin((store) => store.pull(query('T', 0, 0, { maxCount: 3 })));
    await world.pass(5000);
    expect(logSegments(world)).toEqual([0, 512, 1024, 1536]);
    expect(world.store.read(query('T', 0, 0))).toMatchObject({ count: 1, nextBeginOffset: 4 });
    open();
    await world.pass(10);
    expect(pulled.result()).toMatchObject({ status: 'FOUND', count: 3 });
    await world.pass(3000);
    expect(logSegments(world)).toEqual([1024, 1536]);
  });

  test('is not waited for longer than two minutes', async () => {
    const { wrap, open } = gated();
    const world = worldWith({ wrap });
    await world.start();
    await put(world, 9);
    const pulled = world.begin((store) => store.pull(query('T', 0, 0, { maxCount: 3 })));
    await world.pass(115_000);
    expect(logSegments(world)[0]).toBe(0);
    await world.pass(10_000);
    expect(logSegments(world)[0]).toBe(1024);
    open();
    await world.pass(10);
    expect(pulled.result()).toMatchObject({ status: 'MESSAGE_WAS_REMOVING', count: 0 });
  });
});

describe('a store that begins late', () => {
  test.each(['stop', 'kill', 'losePower'] as const)('is the same after a %s, and goes on', async (end) => {
    const world = worldWith();
    await world.start();
    await put(world, 12);
    await put(world, 1, 1);
    await world.pass(5000);
    const before = bodiesOf(world.machine.disk);
    await world[end]();
    await world.start();
    expect([world.store.minOffset('T', 0), world.store.maxOffset('T', 0)]).toEqual([12, 12]);
    expect([world.store.minOffset('T', 1), world.store.maxOffset('T', 1)]).toEqual([0, 1]);
    await put(world, 4);
    expect(world.store.read(query('T', 0, 12))).toMatchObject({ status: 'FOUND', count: 4 });
    expect(bodiesOf(world.machine.disk)).toHaveLength(before.length + 4);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('is sound whenever the power goes during retention, and its least offsets never go back', async () => {
    for (let atMs = 0; atMs < 700; atMs += 7) {
      const world = worldWith({ retention: { deletePauseMs: 20 } });
      await world.start();
      await put(world, 1, 1);
      await put(world, 18);
      await world.pass(2000 - (world.simulation.nowMs % 1000) + atMs);
      const before = world.store.minOffset('T', 0);
      world.losePower();
      await world.start();
      expect(world.store.minOffset('T', 0)).toBeGreaterThanOrEqual(before);
      expect([world.store.maxOffset('T', 0), world.store.maxOffset('T', 1)]).toEqual([18, 1]);
      expect(checkFolder(world.machine.disk)).toEqual([]);
    }
  });
});
