// Bytes of another log: what is there of a record in part is none, whatever ends the process.

import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { isShownAgain } from './recovery-decision.ts';
import { draft, query, StoreWorld } from './testing/store-world.ts';

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };

/** The log of three messages with keys, tags and properties, and where its records end. */
async function original() {
  const world = new StoreWorld({ store: { ...SMALL, recordCrc: true } });
  const store = await world.start();
  const ends: number[] = [0];
  for (const text of ['first', 'second', 'third']) {
    const properties = new Map([
      ['TAGS', 'a tag'],
      ['KEYS', `key of ${text}`],
    ]);
    const { append } = await world.run((opened) => opened.put(draft('T', 0, { text, properties })));
    ends.push((append?.position ?? 0) + (append?.recordSize ?? 0));
  }
  const bytes = store.replicated.read(logPosition(0), ends.at(-1) ?? 0);
  return { bytes, ends };
}

describe('a replica that holds a record in part', () => {
  /** Without checksums of whole records nobody can tell that the end of the properties is missing, as in the original. */
  const store = { ...SMALL, recordCrc: true, flush: 'synchronous' } as const;

  test.each(['kill', 'stop', 'losePower'] as const)(
    'ends behind the last whole one after it has ended by %s, and takes messages as a master',
    async (ending) => {
      const { bytes, ends } = await original();
      const [, first = 0, second = 0] = ends;
      for (let cut = first + 1; cut < second; cut += 7) {
        const world = new StoreWorld({ store });
        const replica = await world.start();
        replica.replicated.becomeReplica();
        await world.run(({ replicated }) => replicated.append(logPosition(0), bytes.subarray(0, cut)));
        await world.pass(10);
        await world[ending]();
        const master = await world.start();
        expect(master.progress.writtenPosition, `cut at ${cut} of ${first} to ${second}`).toBe(first);
        const { append } = await world.run((opened) => opened.put(draft('T', 0, { text: 'x' })));
        expect(append).toMatchObject({ position: first, queueOffset: 1 });
        world.kill();
        expect((await world.start()).maxOffset('T', 0)).toBe(2);
      }
    },
  );
});

test('readers see what is copied where the store says so, record by record, whatever pieces replicas have', async () => {
  const world = new StoreWorld({
    store: SMALL,
    parts: { dispatchBound: ({ copiedPosition }) => copiedPosition },
  });
  const store = await world.start();
  let copied = 0;
  store.replicated.setGate({
    refusal: () => undefined,
    wait: () => Promise.resolve('PUT_OK'),
    copiedPosition: () => logPosition(copied),
  });
  const { append } = await world.run((opened) => opened.put(draft('T', 0)));
  await world.run((opened) => opened.put(draft('T', 0)));
  const seen: number[] = [];
  for (const position of [0, 5, append?.recordSize ?? 0, store.progress.writtenPosition]) {
    copied = position;
    store.replicated.replicasProgressed();
    await world.pass(10);
    seen.push(store.maxOffset('T', 0));
  }
  expect(seen).toEqual([0, 0, 1, 2]);
  expect(world.observations.filter(({ kind }) => kind === 'store.anomaly')).toEqual([]);
});

describe('a store whose readers see what is copied, when its process has ended', () => {
  const world = new StoreWorld({
    store: { ...SMALL, flush: 'synchronous' },
    parts: { dispatchBound: ({ copiedPosition }) => copiedPosition, isShownByRecovery: isShownAgain },
  });
  let copied = 0;
  async function startWith(position: number) {
    const store = await world.start();
    copied = position;
    store.replicated.setGate({
      refusal: () => undefined,
      wait: () => Promise.resolve('PUT_OK'),
      copiedPosition: () => logPosition(copied),
    });
    store.begin();
    await world.pass(10);
    return store;
  }

  test('shows again what it had shown, and the rest when it is copied; offsets go on behind both', async () => {
    await startWith(0);
    const { append } = await world.run((opened) => opened.put(draft('T', 0)));
    copied = append?.recordSize ?? 0;
    await world.run((opened) => opened.put(draft('T', 0)));
    await world.run((opened) => opened.put(draft('U', 1)));
    await world.pass(10);
    world.kill();
    const store = await startWith(0);
    const ends = () => [store.maxOffset('T', 0), store.maxOffset('U', 1)];
    expect(ends()).toEqual([1, 0]);
    const read = (topic: string, queueId: number, offset: number) => {
      const { status, nextBeginOffset } = store.read(query(topic, queueId, offset));
      return [status, nextBeginOffset];
    };
    expect(read('T', 0, 2)).toEqual(['OFFSET_OVERFLOW_ONE', 2]);
    expect(read('U', 1, 1)).toEqual(['OFFSET_OVERFLOW_ONE', 1]);
    expect(read('T', 0, 3)).toEqual(['OFFSET_OVERFLOW_BADLY', 1]);
    const { append: third } = await world.run((opened) => opened.put(draft('T', 0)));
    const { append: fourth } = await world.run((opened) => opened.put(draft('U', 1)));
    expect([third?.queueOffset, fourth?.queueOffset]).toEqual([2, 1]);
    expect(ends()).toEqual([1, 0]);
    copied = store.progress.writtenPosition;
    store.replicated.replicasProgressed();
    await world.pass(10);
    expect(ends()).toEqual([3, 2]);
    expect(world.observations.filter(({ kind }) => kind === 'store.anomaly')).toEqual([]);
  });
  test('and nothing is held back where all is copied', async () => {
    world.kill();
    const store = await startWith(Number.MAX_SAFE_INTEGER);
    expect(store.maxOffset('T', 0)).toBe(3);
  });
});
