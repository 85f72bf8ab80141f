import { describe, expect, test } from 'vitest';
import { writeInt32 } from '../base/bytes.ts';
import { GEOMETRY, indexPaths, openIndexed, putKeyed } from '../messaging/store/testing/index-world.ts';
import type { StoreWorld } from '../messaging/store/testing/store-world.ts';
import { indexComplete } from './index-complete.ts';
import type { LookedUp } from './look-up-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import { PROMISES, SETTLED, verdictOf, verdictUnder } from './testing/written-history.ts';
import { machineEnded, RECORD_BYTES, recovered, shown } from './testing/written-store.ts';

const kindOf = (violation: ReturnType<typeof verdictOf>) =>
  violation?.fingerprint.replace('index-complete: ', '');

function lookedUp(outcome: LookedUp['outcome'], ...found: readonly LookedUp['found'][number][]): LookedUp {
  return { kind: 'looked-up', topic: 'orders', key: 'k', ordinal: 2, outcome, found };
}

const say = (...entries: readonly MessageEntry[]) => kindOf(verdictOf(indexComplete, entries));

describe('looking up holds', () => {
  test('when what is handed over has the key', () => {
    expect(
      say(lookedUp('found', { topic: 'orders', keys: 'k' }, { topic: 'orders', keys: 'j k' })),
    ).toBeUndefined();
  });
  test('when not everybody answered', () => {
    expect(say(lookedUp('unknown'))).toBeUndefined();
  });
  test('when nobody promises anything of rotten disks', () => {
    const promises = { ...PROMISES, disksKeepWhatIsSynced: false };
    expect(verdictUnder(promises, indexComplete, [lookedUp('absent')])).toBeUndefined();
  });
});

describe('looking up is violated', () => {
  test.each([
    ['another key', { topic: 'orders', keys: 'j' }],
    ['part of the key', { topic: 'orders', keys: 'kk' }],
    ['no key', { topic: 'orders', keys: '' }],
    ['another topic', { topic: 'bills', keys: 'k' }],
  ])('by a message with %s', (_, handedOver) => {
    expect(say(lookedUp('found', { topic: 'orders', keys: 'k' }, handedOver))).toBe(
      'a message without the key',
    );
  });
  test('by a message that everybody answers without', () => {
    expect(say(lookedUp('absent'))).toBe('not found by its key');
  });
});

/** Four messages with their keys, at rest; the evidence that the last of them is shown. */
async function filled(): Promise<{ readonly world: StoreWorld; readonly lastShown: MessageEntry }> {
  const world = await openIndexed();
  await world.run((store) => putKeyed(store, 4));
  await world.stop();
  const { position = 0, recordSize = 0 } = world.observed('store.appended').at(-1) ?? {};
  return { world, lastShown: shown(position + recordSize - RECORD_BYTES) };
}

function atRest(world: StoreWorld, entries: readonly MessageEntry[], promises = PROMISES) {
  const brokerDisks = new Map([['broker-0', world.machine.disk]]);
  const settled = { ...SETTLED, brokerDisks, indexGeometry: GEOMETRY };
  return kindOf(verdictUnder(promises, indexComplete, entries, settled));
}

/** Makes the first entry one of another key. */
function damage(world: StoreWorld): void {
  const hash = new Uint8Array(4);
  writeInt32(hash, 0, 77);
  const at = 40 + GEOMETRY.slots * 4 + 20;
  world.machine.disk.open(indexPaths(world)[0] as string, 'existing').write(at, hash);
}

describe('an index at rest', () => {
  test('holds when every key leads to its record', async () => {
    const { world, lastShown } = await filled();
    expect(atRest(world, [lastShown])).toBeUndefined();
    expect(atRest(world, [recovered(1_000_000)])).toBeUndefined();
  });

  test('is violated by a key that leads nowhere', async () => {
    const { world, lastShown } = await filled();
    damage(world);
    expect(atRest(world, [lastShown])).toBe('index-missing at rest');
    expect(atRest(world, [recovered(1_000_000)])).toBe('index-missing at rest');
  });

  test('is violated by an entry for a record that is not there', async () => {
    const { world } = await filled();
    expect(atRest(world, [shown(0), recovered(100)])).toBe('index-stray at rest');
  });

  test('is not asked for while its broker is down, or where it was not promised', async () => {
    const { world, lastShown } = await filled();
    damage(world);
    expect(atRest(world, [lastShown, machineEnded('killed')])).toBeUndefined();
    expect(atRest(world, [])).toBeUndefined();
    for (const less of [{ disksKeepWhatIsSynced: false }, { flush: 'asynchronous' as const }]) {
      expect(atRest(world, [lastShown], { ...PROMISES, ...less })).toBeUndefined();
    }
  });
});
