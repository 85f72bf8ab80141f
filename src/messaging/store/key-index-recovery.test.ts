// What restarts do to the key index: whatever happened, every key of every record is found and nothing else.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CrashKind } from '../../simulator/disk/disk-faults.ts';
import { indexRecoveryByTime } from './index-recovery.ts';
import type { StoreOptions } from './options.ts';
import { found, indexPaths, keyed, openIndexed, putKeyed, wrongInIndex } from './testing/index-world.ts';
import type { StoreWorld, StoreWorldOptions } from './testing/store-world.ts';

describe('an orderly end', () => {
  test('leaves the files as they were, durable, and they go on', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 10));
    await world.stop();
    const paths = indexPaths(world);
    world.losePower();
    await world.start();
    expect(indexPaths(world)).toEqual(paths);
    await world.run((store) => putKeyed(store, 1, 10));
    await world.pass(20);
    expect(found(world, 'k10')).toEqual(['m10']);
    expect(wrongInIndex(world)).toEqual([]);
  });

  test('with a file that is none, the index from there on is made anew', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 10));
    await world.stop();
    world.machine.disk.open(indexPaths(world)[1] as string, 'existing').truncate(100);
    await world.start();
    expect(wrongInIndex(world)).toEqual([]);
    expect(found(world, 'odd')).toHaveLength(5);
  });

  test('cut short by damage, the log takes its entries with it', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 30));
    await world.stop();
    const { position } = world.observed('store.appended')[20] ?? { position: 0 };
    const segment = `store/commitlog/${String(position - (position % 2048)).padStart(20, '0')}`;
    world.machine.disk.open(segment, 'existing').write((position % 2048) + 4, new Uint8Array(4));
    await world.start();
    expect(wrongInIndex(world)).toEqual([]);
    await world.run((store) => putKeyed(store, 10, 50));
    await world.pass(20);
    expect(wrongInIndex(world)).toEqual([]);
    expect(found(world, 'k59')).toEqual(['m59']);
  });
});

describe('an unclean end', () => {
  test.each(['kill', 'power loss'])('by %s at any moment: all is found, and once', async (how) => {
    for (let endedMs = 1; endedMs < 40; endedMs += 7) {
      const world = await openIndexed();
      world.begin((store) => putKeyed(store, 60));
      await world.pass(endedMs);
      if (how === 'kill') world.kill();
      else world.losePower();
      await world.start();
      expect(wrongInIndex(world)).toEqual([]);
      await world.run((store) => putKeyed(store, 8, 100));
      await world.pass(20);
      expect(wrongInIndex(world)).toEqual([]);
      expect(found(world, 'k107')).toEqual(['m107']);
      const last = world.observed('store.recovered').at(-1);
      expect(found(world, 'even').length).toBe(new Set(found(world, 'even')).size);
      expect(last?.mode).toBe('abnormal');
    }
  });

  test('keeps files that were flushed and makes the others anew, from where the last of them ends', async () => {
    const world = await openIndexed();
    await world.run((store) => putKeyed(store, 40));
    await world.pass(2000);
    const before = indexPaths(world);
    world.losePower();
    await world.start();
    const after = indexPaths(world);
    expect(after).toHaveLength(before.length);
    expect(after.filter((path) => before.includes(path))).toHaveLength(before.length - 1);
    expect(wrongInIndex(world)).toEqual([]);
  });

  test("by the original's rule loses what its scan does not pass again", async () => {
    const parts = { indexRecovery: indexRecoveryByTime };
    expect(await afterPowerLoss({ parts })).not.toEqual([]);
    expect(await afterPowerLoss({ parts, store: { messageIndexSafe: true } })).toEqual([]);
    expect(await afterPowerLoss({})).toEqual([]);
  });
});

/** Long after the index dropped behind, log and queues are durable, and the scan begins at the end. */
async function afterPowerLoss(options: StoreWorldOptions): Promise<readonly string[]> {
  const world = await openIndexed({
    ...options,
    store: { indexEntries: 400, checkpointFlushIntervalMs: 100, ...options.store },
  });
  await world.run((store) => putKeyed(store, 40));
  await world.pass(90_000);
  await world.run((store) => putKeyed(store, 40, 40));
  await world.pass(90_000);
  world.losePower();
  await world.start();
  return wrongInIndex(world, { slots: 8, entries: 400 });
}

type Step =
  | { readonly kind: 'put'; readonly keys: number; readonly size: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'clock'; readonly stepMs: number }
  /** A process end inside one of the next writes. */
  | { readonly kind: 'aim'; readonly nth: number; readonly offset: number; readonly how: CrashKind }
  | { readonly kind: 'kill' | 'power' | 'stop' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      keys: fc.nat(14),
      size: fc.nat(400),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0.05, 0.2, 1, 30, 1500).map((ms) => ({ kind: 'pass' as const, ms })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-2500, -1, 2500).map((stepMs) => ({ kind: 'clock' as const, stepMs })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('aim' as const),
      nth: fc.integer({ min: 1, max: 20 }),
      offset: fc.nat(60),
      how: fc.constantFrom<CrashKind>('kill', 'power'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'power' as const, 'stop' as const) }),
  },
);

/** Undefined when the step is over at once. */
function perform(world: StoreWorld, step: Step, number: number): Promise<void> | undefined {
  const { faults } = world.machine.disk;
  switch (step.kind) {
    case 'put': {
      const keys = Array.from({ length: step.keys }, (_, index) => `key${(number + index) % 7}`).join(' ');
      world.begin((store) => store.put(keyed(keys, `${number}${'.'.repeat(step.size)}`)));
      return undefined;
    }
    case 'pass':
      return world.pass(step.ms);
    case 'clock':
      world.machine.clock.stepMs(step.stepMs);
      return undefined;
    case 'aim':
      faults.crashAtWrite(step.nth, step.offset, step.how);
      return undefined;
    case 'kill':
    case 'power':
    case 'stop':
      disarm(world);
      if (step.kind === 'stop') return world.stop();
      if (step.kind === 'kill') world.kill();
      else world.losePower();
      return undefined;
  }
}

function disarm(world: StoreWorld): void {
  world.machine.disk.faults.crashAtWrite(1, 0, 'kill')();
}

/**
 * Plays the steps and checks the index after each restart; answers with what is wrong. Without a checksum of the whole record, recovery
 * takes one whose keys a power loss has torn, and the index knows the keys that it had.
 */
async function play(
  steps: readonly Step[],
  flush: StoreOptions['flush'],
  seed: string,
): Promise<readonly string[]> {
  const world = await openIndexed({ store: { flush, recordCrc: true }, world: { seed } });
  for (const [number, step] of [...steps, { kind: 'kill' as const }].entries()) {
    await perform(world, step, number);
    if (world.machine.state !== 'down') continue;
    disarm(world);
    await world.start();
    await world.pass(30);
    const wrong = wrongInIndex(world);
    if (wrong.length > 0) return wrong;
  }
  return [];
}

test.each(['synchronous', 'asynchronous'] as const)(
  'any course of events with %s flush leaves an index that is complete and exact',
  async (flush) => {
    const courses = fc.array(STEP, { minLength: 4, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(courses, fc.nat(999), async (steps, seed) => {
        expect(await play(steps, flush, `seed ${seed}`)).toEqual([]);
      }),
      { numRuns: 40, seed: 1 },
    );
  },
  60_000,
);
