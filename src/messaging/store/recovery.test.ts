// What a restart finds: after an orderly end, a kill at any moment, a power loss, damage.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CrashKind } from '../../simulator/disk/disk-faults.ts';
import type { MessageStore } from './message-store.ts';
import type { StoreOptions } from './options.ts';
import { consumeQueueDirectory, segmentName } from './store-paths.ts';
import { bodiesOf, checkFolder } from './testing/store-check.ts';
import { draft, StoreWorld } from './testing/store-world.ts';

const SMALL: Partial<StoreOptions> = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };
const SYNCHRONOUS: Partial<StoreOptions> = { ...SMALL, flush: 'synchronous' };

async function putAll(store: MessageStore, texts: readonly string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    const { status } = await store.put(draft('T', index % 3, { text }));
    expect(status).toBe('PUT_OK');
  }
}

function numbered(count: number, prefix = 'm'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

async function opened(store: Partial<StoreOptions>): Promise<StoreWorld> {
  const world = new StoreWorld({ store });
  await world.start();
  return world;
}

describe('an orderly end', () => {
  test('leaves everything durable and no marker; the next start scans little and changes nothing', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(40)));
    await world.stop();
    expect(world.machine.disk.paths()).not.toContain('store/abort');
    world.losePower();
    await world.start();
    expect(world.observed('store.recovered').at(-1)).toMatchObject({ mode: 'normal', stoppedBy: 'end' });
    expect(world.observed('store.recovered').at(-1)?.records).toBeLessThan(12);
    expect(world.observed('store.dispatched')).toHaveLength(40);
    expect(bodiesOf(world.machine.disk)).toEqual(numbered(40));
    expect(checkFolder(world.machine.disk)).toEqual([]);
    expect(world.store.maxOffset('T', 0)).toBe(14);
  });

  test('a closed store refuses messages and can be opened again by the same process', async () => {
    const world = await opened(SMALL);
    const status = await world.run(async (store) => {
      const waiting = store.put(draft('T', 0));
      await store.close();
      return [(await waiting).status, (await store.put(draft('T', 0))).status, store.isWritable];
    });
    expect(status).toEqual(['SERVICE_NOT_AVAILABLE', 'SERVICE_NOT_AVAILABLE', false]);
  });
});

describe('a kill', () => {
  test('at any moment keeps everything that was appended, and offsets go on', async () => {
    for (let killedMs = 1; killedMs < 12; killedMs += 1) {
      const world = await opened(killedMs % 2 === 0 ? SMALL : SYNCHRONOUS);
      world.begin((store) =>
        Promise.all(numbered(60).map((text, index) => store.put(draft('T', index % 3, { text })))),
      );
      await world.pass(killedMs / 4);
      world.kill();
      const appended = world.observed('store.appended').length;
      await world.start();
      await world.pass(20);
      expect(bodiesOf(world.machine.disk)).toHaveLength(appended);
      expect(checkFolder(world.machine.disk)).toEqual([]);
      await world.run((store) => putAll(store, numbered(9, 'after')));
      await world.pass(50);
      expect(bodiesOf(world.machine.disk)).toHaveLength(appended + 9);
      expect(checkFolder(world.machine.disk)).toEqual([]);
    }
  });

  test('twice in a row, during recovery, changes nothing', async () => {
    const world = await opened(SYNCHRONOUS);
    await world.run((store) => putAll(store, numbered(30)));
    for (let delayMs = 0; delayMs < 2; delayMs += 0.1) {
      world.kill();
      world.machine.start();
      await world.pass(delayMs);
    }
    world.kill();
    await world.start();
    expect(bodiesOf(world.machine.disk)).toEqual(numbered(30));
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });
});

describe('a power loss', () => {
  test('takes nothing that was acknowledged under synchronous flush', async () => {
    const world = await opened(SYNCHRONOUS);
    await world.run((store) => putAll(store, numbered(50)));
    world.losePower();
    await world.start();
    expect(bodiesOf(world.machine.disk)).toEqual(numbered(50));
    expect(checkFolder(world.machine.disk)).toEqual([]);
    expect(world.observed('store.recovered').at(-1)?.mode).toBe('abnormal');
  });

  test('takes a suffix under asynchronous flush, and its offsets are used again', async () => {
    const left = new Set<number>();
    for (let seed = 0; seed < 30; seed += 1) left.add(await loseSuffix(`suffix ${seed}`));
    expect([...left]).toEqual(expect.arrayContaining([0, 6]));
    expect(left.size).toBeGreaterThan(2);
  });

  /** How many of the six messages since the last flush are left. */
  async function loseSuffix(seed: string): Promise<number> {
    const asynchronousFlush = { intervalMs: 500, leastPages: 1, thoroughIntervalMs: 1000 };
    const world = new StoreWorld({ store: { ...SMALL, asynchronousFlush }, world: { seed } });
    await world.start();
    await world.run((store) => putAll(store, numbered(30)));
    await world.pass(1100);
    await world.run((store) => putAll(store, numbered(6, 'lost')));
    await world.pass(20);
    expect(world.store.maxOffset('T', 0)).toBe(12);
    world.losePower();
    await world.start();
    const bodies = bodiesOf(world.machine.disk);
    const left = bodies.length - 30;
    expect(bodies).toEqual([...numbered(30), ...numbered(left, 'lost')]);
    await world.run((store) => putAll(store, ['new']));
    await world.pass(20);
    expect(world.store.maxOffset('T', 0)).toBe(11 + Math.ceil(left / 3));
    expect(checkFolder(world.machine.disk)).toEqual([]);
    return left;
  }

  test('after a kill does not take what recovery kept', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(20)));
    world.kill();
    await world.start();
    world.losePower();
    await world.start();
    expect(bodiesOf(world.machine.disk)).toEqual(numbered(20));
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });
});

describe('a power loss after a kill', () => {
  test('takes no segment whose name the killed process had left unsynced', async () => {
    for (let killedUs = 0; killedUs < 1500; killedUs += 25) {
      const world = new StoreWorld({ store: SYNCHRONOUS, world: { seed: `${killedUs}` } });
      await world.start();
      world.begin((store) => store.put(draft('T', 0)));
      await world.pass(killedUs / 1000);
      world.kill();
      await world.start();
      await world.run((store) => putAll(store, ['acknowledged']));
      world.losePower();
      await world.start();
      expect(bodiesOf(world.machine.disk)).toContain('acknowledged');
      expect(checkFolder(world.machine.disk)).toEqual([]);
    }
  });
});

describe('queues that were flushed at other moments than the log', () => {
  test('a unit that outlived its record is cut for good', async () => {
    const often = { intervalMs: 1000, leastPages: 1, thoroughIntervalMs: 1000 };
    const never = { intervalMs: 3_600_000, leastPages: 1, thoroughIntervalMs: 3_600_000 };
    const world = await opened({ ...SMALL, consumeQueueFlush: often, asynchronousFlush: never });
    await world.run((store) => putAll(store, numbered(9)));
    await world.pass(1100);
    world.losePower();
    await world.start();
    const left = bodiesOf(world.machine.disk).length;
    await world.run((store) => store.put(draft('Other', 0)));
    world.kill();
    await world.start();
    world.losePower();
    await world.start();
    expect(bodiesOf(world.machine.disk)).toHaveLength(left + 1);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('the checkpoint does not run ahead of the queue that was flushed least', async () => {
    const world = await opened({ ...SYNCHRONOUS, consumeQueueFileBytes: 20_000 });
    await world.run((store) => store.put(draft('Quiet', 0)));
    await world.pass(5000);
    await world.run((store) => putAll(store, numbered(20)));
    await world.pass(5000);
    const busy = Array.from({ length: 500 }, () => draft('Busy', 0));
    await world.run((store) => Promise.all(busy.map((each) => store.put(each))));
    await world.pass(1500);
    await world.run((store) => store.put(draft('Busy', 0)));
    await world.pass(1500);
    world.losePower();
    await world.start();
    await world.pass(20);
    expect(checkFolder(world.machine.disk)).toEqual([]);
    expect(world.store.maxOffset('Quiet', 0)).toBe(1);
  });

  test('an orderly end waits for the segment that is being made', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const world = new StoreWorld({ store: SMALL, world: { seed: `stop ${seed}` } });
      await world.start();
      world.begin((store) => store.put(draft('T', 0)));
      await world.pass(0.15);
      await world.stop();
      await world.start();
      world.begin((store) => putAll(store, ['a'.repeat(700), 'b'.repeat(700)]));
      await world.pass(3);
      world.losePower();
      await world.start();
      expect(checkFolder(world.machine.disk)).toEqual([]);
    }
  });
});

describe('damage', () => {
  test('ends the log where it is, and what lay behind never comes back', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(20)));
    await world.pass(20);
    world.kill();
    const path = `store/commitlog/${segmentName(0)}`;
    world.machine.disk.open(path, 'existing').write(5 * 101 + 88, new Uint8Array([0xff]));
    await world.start();
    expect(world.observed('store.recovered').at(-1)).toMatchObject({
      stoppedBy: 'corrupt',
      endPosition: 505,
      records: 5,
    });
    expect(bodiesOf(world.machine.disk)).toEqual(numbered(5));
    expect(checkFolder(world.machine.disk)).toEqual([]);
    // The same size as the damaged record: the old record behind it would follow seamlessly.
    await world.run((store) => putAll(store, ['n5']));
    await world.pass(20);
    world.kill();
    await world.start();
    expect(bodiesOf(world.machine.disk)).toEqual([...numbered(5), 'n5']);
    expect(checkFolder(world.machine.disk)).toEqual([]);
  });

  test('a lost or torn queue is built again from the log', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(20)));
    await world.pass(20);
    world.kill();
    const { disk } = world.machine;
    disk.remove(consumeQueueDirectory('store', 'T', 0));
    const torn = `${consumeQueueDirectory('store', 'T', 1)}/${segmentName(0)}`;
    disk.open(torn, 'existing').write(33, new Uint8Array([9, 9, 9]));
    disk.open(torn, 'existing').write(60, new Uint8Array(20));
    await world.start();
    expect(checkFolder(disk)).toEqual([]);
    expect(world.store.maxOffset('T', 0)).toBe(7);
  });

  test('an unfinished last segment is dropped, a short one with content refuses to open', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(20)));
    world.kill();
    const { disk } = world.machine;
    const last = disk.paths().findLast((path) => path.startsWith('store/commitlog/')) ?? '';
    const next = `store/commitlog/${segmentName(Number(last.slice(-20)) + 1024)}`;
    disk.open(next, 'create').truncate(100);
    await world.start();
    expect(bodiesOf(disk)).toHaveLength(20);
    world.kill();
    disk.open(`store/commitlog/${segmentName(0)}`, 'existing').truncate(700);
    await expect(world.start()).rejects.toThrow('700 bytes long, but segments have 1024');
  });

  test('a checkpoint of nonsense is no checkpoint', async () => {
    const world = await opened(SMALL);
    await world.run((store) => putAll(store, numbered(20)));
    world.kill();
    world.machine.disk.open('store/checkpoint', 'existing').write(0, new Uint8Array(24).fill(0xff));
    await world.start();
    expect(world.observed('store.recovered').at(-1)).toMatchObject({ startPosition: 0, records: 20 });
  });
});

type Step =
  | { readonly kind: 'put'; readonly queueId: number; readonly size: number; readonly batch: number }
  | { readonly kind: 'pass'; readonly ms: number }
  /** A process end inside one of the next writes. */
  | { readonly kind: 'aim'; readonly nth: number; readonly offset: number; readonly how: CrashKind }
  | { readonly kind: 'kill' | 'power' | 'stop' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      queueId: fc.nat(3),
      size: fc.nat(400),
      batch: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0.05, 0.2, 1, 30, 1500, 70_000).map((ms) => ({ kind: 'pass' as const, ms })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('aim' as const),
      nth: fc.integer({ min: 1, max: 8 }),
      offset: fc.nat(600),
      how: fc.constantFrom<CrashKind>('kill', 'power'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'power' as const, 'stop' as const) }),
  },
);

/** Plays the steps and checks the folder after each restart; answers with what is wrong. */
async function play(
  steps: readonly Step[],
  flush: StoreOptions['flush'],
  seed: string,
): Promise<readonly string[]> {
  const world = new StoreWorld({ store: { ...SMALL, flush }, world: { seed } });
  await world.start();
  const acknowledged = new Set<string>();
  const owed = flush === 'synchronous' ? acknowledged : new Set<string>();
  let number = 0;
  let disarm = () => {};
  for (const step of [...steps, { kind: 'kill' as const }]) {
    const wrong = world.machine.state === 'down' ? await judge(world, owed) : [];
    if (wrong.length > 0) return wrong;
    if (step.kind === 'put') {
      number += 1;
      const texts = Array.from(
        { length: step.batch },
        (_, index) => `${number}.${index}${'.'.repeat(step.size / step.batch)}`,
      );
      world.begin(async (store) => {
        const drafts = texts.map((text) => draft('T', step.queueId, { text }));
        const { status } = await store.putBatch(drafts);
        if (status === 'PUT_OK') for (const text of texts) acknowledged.add(text);
      });
    } else if (step.kind === 'pass') {
      await world.pass(step.ms);
    } else if (step.kind === 'aim') {
      disarm();
      disarm = world.machine.disk.faults.crashAtWrite(step.nth, step.offset, step.how);
    } else {
      disarm();
      const found = await restart(world, step.kind, owed);
      if (found.length > 0) return found;
    }
  }
  return [];
}

async function restart(
  world: StoreWorld,
  how: 'kill' | 'power' | 'stop',
  acknowledged: ReadonlySet<string>,
): Promise<readonly string[]> {
  const before = bodiesOf(world.machine.disk);
  if (how === 'kill') world.kill();
  else if (how === 'power') world.losePower();
  else await world.stop();
  const wrong = [...(await judge(world, acknowledged))];
  const after = bodiesOf(world.machine.disk);
  if (how !== 'power' && after.length < before.length) wrong.push(`a ${how} took messages`);
  if (how === 'power' && after.some((text, index) => text !== before[index]))
    wrong.push('not a prefix survived');
  return wrong;
}

/** Starts the store again. */
async function judge(world: StoreWorld, acknowledged: ReadonlySet<string>): Promise<readonly string[]> {
  await world.start();
  await world.pass(30);
  const wrong = [...checkFolder(world.machine.disk)];
  const left = new Set(bodiesOf(world.machine.disk));
  for (const text of acknowledged) if (!left.has(text)) wrong.push(`${text} was acknowledged`);
  return wrong;
}

test.each(['synchronous', 'asynchronous'] as const)(
  'any course of events with %s flush leaves a sound folder',
  async (flush) => {
    const courses = fc.array(STEP, { minLength: 4, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(courses, fc.nat(999), async (steps, seed) => {
        expect(await play(steps, flush, `seed ${seed}`)).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  },
  60_000,
);
