// The store as its broker sees it: puts, reads, arrivals, flushing, rolling.

import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { DEFAULT_DISK } from '../../simulator/disk/disk-options.ts';
import { parseOffsetMessageId } from '../message/message-id.ts';
import { decodeRecords } from '../message/record.ts';
import { readCommitLog, scanCommitLog } from './commit-log-image.ts';
import { readConsumeQueues } from './consume-queue-image.ts';
import type { MessageStore } from './message-store.ts';
import type { ReadResult } from './read-result.ts';
import { draft, query, StoreWorld } from './testing/store-world.ts';

const SMALL = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100 };

/** Reads to the end: one read ends with a segment of its queue. */
function readAll(store: MessageStore, topic: string, queueId: number): readonly string[] {
  const texts: string[] = [];
  for (let offset = 0; offset < store.maxOffset(topic, queueId); ) {
    const result = store.read(query(topic, queueId, offset));
    expect(result.status).toBe('FOUND');
    texts.push(...textsOf(result));
    offset = result.nextBeginOffset;
  }
  return texts;
}

function textsOf(result: ReadResult): readonly string[] {
  const decoding = decodeRecords(result.body);
  if (decoding.kind !== 'records') throw new Error(decoding.reason);
  expect(decoding.messages).toHaveLength(result.count);
  return decoding.messages.map((message) => decodeText(message.body));
}

async function putTexts(store: MessageStore, topic: string, queueId: number, texts: readonly string[]) {
  for (const text of texts) {
    const result = await store.put(draft(topic, queueId, { text }));
    expect(result.status).toBe('PUT_OK');
  }
}

describe.each(['synchronous', 'asynchronous'] as const)('%s flush', (flush) => {
  test('messages come back in the order of their queue, with dense offsets', async () => {
    const world = new StoreWorld({ store: { flush } });
    await world.start();
    await world.run(async (store) => {
      await putTexts(store, 'T', 1, ['a', 'b']);
      await putTexts(store, 'T', 2, ['x']);
      await putTexts(store, 'T', 1, ['c']);
    });
    await world.pass(20);
    const result = world.store.read(query('T', 1, 0));
    expect(result).toMatchObject({
      status: 'FOUND',
      nextBeginOffset: 3,
      minOffset: 0,
      maxOffset: 3,
      count: 3,
    });
    expect(textsOf(result)).toEqual(['a', 'b', 'c']);
    expect(textsOf(world.store.read(query('T', 2, 0)))).toEqual(['x']);
    expect(textsOf(world.store.read(query('T', 1, 1, { maxCount: 1 })))).toEqual(['b']);
  });

  test('the log rolls over many small segments; units and records agree', async () => {
    const world = new StoreWorld({ store: { flush, ...SMALL } });
    await world.start();
    const texts = Array.from({ length: 60 }, (_, index) => `message ${index} ${'.'.repeat(index * 3)}`);
    await world.run((store) => putTexts(store, 'T', 0, texts));
    await world.pass(50);
    expect(readAll(world.store, 'T', 0)).toEqual(texts);
    const { messages, stoppedBy } = scanCommitLog(world.machine.disk);
    expect(stoppedBy.kind).toBe('end');
    expect(messages.map((message) => message.queueOffset)).toEqual(texts.map((_, index) => index));
    expect(new Set(messages.map(({ position }) => Math.floor(position / 1024))).size).toBeGreaterThan(10);
    const [queue] = readConsumeQueues(world.machine.disk);
    expect(queue?.units.map((unit) => unit?.position)).toEqual(messages.map(({ position }) => position));
  });

  test('concurrent puts of many producers get distinct dense offsets', async () => {
    const world = new StoreWorld({ store: { flush, ...SMALL } });
    await world.start();
    const results = await world.run((store) =>
      Promise.all(Array.from({ length: 100 }, (_, index) => store.put(draft('T', index % 3)))),
    );
    await world.pass(50);
    expect(results.every(({ status }) => status === 'PUT_OK')).toBe(true);
    for (const queueId of [0, 1, 2]) {
      const offsets = results
        .filter((_, index) => index % 3 === queueId)
        .map(({ append }) => append?.queueOffset);
      expect(offsets.toSorted((left, right) => Number(left) - Number(right))).toEqual(
        offsets.map((_, index) => index),
      );
      expect(world.store.maxOffset('T', queueId)).toBe(offsets.length);
    }
  });
});

describe('put', () => {
  test('the result is the address of the record', async () => {
    const world = new StoreWorld();
    await world.start();
    const { append } = await world.run(async (store) => {
      await store.put(draft('T', 0));
      return store.put(draft('T', 0, { text: 'second', properties: new Map([['UNIQ_KEY', 'U']]) }));
    });
    expect(append).toMatchObject({ position: 103, queueOffset: 1, recordSize: 91 + 1 + 6 + 11 });
    expect(parseOffsetMessageId(append?.offsetMessageId ?? '')).toEqual({
      storeHost: '10.0.0.2:10911',
      position: 103,
    });
    expect(world.store.lookAt(logPosition(103))).toMatchObject({ topic: 'T', queueOffset: 1, position: 103 });
    expect(world.store.lookAt(logPosition(104))).toBeUndefined();
    expect(world.store.lookAt(logPosition(9_999_999))).toBeUndefined();
    expect(world.observed('store.appended')[1]).toMatchObject({
      position: 103,
      queueOffset: 1,
      uniqueKey: 'U',
    });
  });

  test.each([
    ['no topic', { topic: '' }, 'MESSAGE_ILLEGAL'],
    ['a path for a topic', { topic: '../x' }, 'MESSAGE_ILLEGAL'],
    ['a long topic', { topic: 'x'.repeat(128) }, 'MESSAGE_ILLEGAL'],
    ['a negative queue', { queueId: -1 }, 'MESSAGE_ILLEGAL'],
    ['a long body', { body: new Uint8Array(4_194_305) }, 'MESSAGE_ILLEGAL'],
    ['long properties', { properties: new Map([['k', 'v'.repeat(32_765)]]) }, 'PROPERTIES_SIZE_EXCEEDED'],
  ])('%s is refused and leaves no trace', async (_name, change, status) => {
    const world = new StoreWorld();
    await world.start();
    expect(await world.run((store) => store.put(draft('T', 0, change)))).toEqual({
      status,
      append: undefined,
    });
    expect(readCommitLog(world.machine.disk)).toEqual([]);
  });

  test('a record that no segment can hold is illegal, the largest that fits is not', async () => {
    const world = new StoreWorld({ store: SMALL });
    await world.start();
    const bytes = 1024 - 8 - 91 - 1 - 7;
    const put = (size: number) =>
      world.run((store) => store.put(draft('T', 0, { body: new Uint8Array(size) })));
    expect((await put(bytes + 1)).status).toBe('MESSAGE_ILLEGAL');
    expect((await put(bytes)).status).toBe('PUT_OK');
    expect((await put(bytes)).append?.position).toBe(1024);
  });

  test('a batch stays together in one segment', async () => {
    const world = new StoreWorld({ store: SMALL });
    await world.start();
    const result = await world.run(async (store) => {
      await putTexts(store, 'T', 0, [...'abcdef']);
      return store.putBatch([...'ghijk'].map((text) => draft('T', 0, { text })));
    });
    expect(result.appends.map(({ position }) => position)).toEqual([1024, 1124, 1224, 1324, 1424]);
    await world.pass(20);
    expect(readAll(world.store, 'T', 0)).toEqual([...'abcdefghijk']);
  });

  test('prepared messages are in the log but in no queue, and use no offset', async () => {
    const world = new StoreWorld();
    await world.start();
    await world.run(async (store) => {
      await store.put(draft('T', 0, { systemFlag: 4 }));
      await store.put(draft('T', 0, { text: 'b' }));
    });
    await world.pass(20);
    expect(readCommitLog(world.machine.disk)).toHaveLength(2);
    expect(textsOf(world.store.read(query('T', 0, 0)))).toEqual(['b']);
  });
});

describe('read', () => {
  async function filled(): Promise<MessageStore> {
    const world = new StoreWorld({ store: SMALL });
    await world.start();
    await world.run(async (store) => {
      for (const tag of ['A', 'B', 'A', 'B']) {
        await store.put(draft('T', 0, { text: tag, properties: new Map([['TAGS', tag]]) }));
      }
    });
    await world.pass(20);
    return world.store;
  }

  test.each([
    ['an unknown queue', query('U', 0, 7), 'NO_MATCHED_LOGIC_QUEUE', 0],
    ['the end', query('T', 0, 4), 'OFFSET_OVERFLOW_ONE', 4],
    ['beyond the end', query('T', 0, 9), 'OFFSET_OVERFLOW_BADLY', 4],
    ['before the start', query('T', 0, -1), 'OFFSET_TOO_SMALL', 0],
    ['nothing that matches', query('T', 0, 1, { matches: () => false }), 'NO_MATCHED_MESSAGE', 4],
  ])('%s', async (_name, asked, status, nextBeginOffset) => {
    const store = await filled();
    expect(store.read(asked)).toMatchObject({ status, nextBeginOffset, count: 0 });
  });

  test('a filter sees tags codes and the next offset is behind what it passed over', async () => {
    const store = await filled();
    const result = store.read(query('T', 0, 0, { matches: (tagsCode) => tagsCode === 'B'.charCodeAt(0) }));
    expect(result).toMatchObject({ status: 'FOUND', count: 2, nextBeginOffset: 4 });
    expect(textsOf(result)).toEqual(['B', 'B']);
  });

  test('a read ends at its limits of bytes and count, but always yields one record', async () => {
    const world = new StoreWorld({ store: { maxReadBytes: 10, maxReadCount: 32 } });
    await world.start();
    await world.run((store) => putTexts(store, 'T', 0, ['a', 'b', 'c']));
    await world.pass(20);
    expect(world.store.read(query('T', 0, 0))).toMatchObject({
      status: 'FOUND',
      count: 1,
      nextBeginOffset: 1,
    });
  });

  test('a moment is found by store timestamps', async () => {
    const world = new StoreWorld();
    await world.start();
    const times = await world.run(async (store) => {
      const stored: number[] = [];
      for (let index = 0; index < 5; index += 1) {
        const { append } = await store.put(draft('T', 0));
        stored.push(append?.storeTimestampMs ?? 0);
      }
      return stored;
    });
    await world.pass(20);
    await world.run((store) => store.put(draft('T', 0)));
    await world.pass(20);
    const last = Math.max(...times);
    expect(world.store.offsetByTime('T', 0, 0)).toBe(0);
    expect(world.store.offsetByTime('T', 0, last + 1)).toBe(5);
    expect(world.store.offsetByTime('T', 0, last + 100_000)).toBe(6);
    expect(world.store.offsetByTime('U', 0, 5)).toBe(0);
  });
});

describe('flush and visibility', () => {
  test('under synchronous flush nothing is visible before it is durable', async () => {
    const world = new StoreWorld({ store: { flush: 'synchronous' } });
    await world.start();
    world.store.onArrival((arrival) => {
      const flushed = world.observed('store.flushed').at(-1)?.position ?? 0;
      const appended = world
        .observed('store.appended')
        .find((each) => each.queueOffset === arrival.queueOffset);
      expect(flushed).toBeGreaterThanOrEqual((appended?.position ?? 0) + (appended?.recordSize ?? 0));
    });
    await world.run((store) => Promise.all(Array.from({ length: 30 }, () => store.put(draft('T', 0)))));
    await world.pass(20);
    expect(world.observed('store.dispatched')).toHaveLength(30);
  });

  test('one sync serves all puts that wait for it', async () => {
    const world = new StoreWorld({ store: { flush: 'synchronous' } });
    await world.start();
    await world.run((store) => Promise.all(Array.from({ length: 200 }, () => store.put(draft('T', 0)))));
    expect(world.observed('store.flushed').length).toBeLessThanOrEqual(4);
  });

  test('a put that waits longer than the limit is told so, and is flushed all the same', async () => {
    const world = new StoreWorld({
      store: { flush: 'synchronous' },
      world: {
        disk: { ...DEFAULT_DISK, sync: { kind: 'constant', us: 8_000_000 } },
      },
    });
    await world.start();
    await world.run((store) => store.put(draft('T', 0)));
    const startMs = world.simulation.nowMs;
    const second = await world.run((store) => store.put(draft('T', 0)));
    expect(second).toMatchObject({ status: 'FLUSH_DISK_TIMEOUT', append: { queueOffset: 1 } });
    expect(world.simulation.nowMs - startMs).toBeLessThan(5010);
    await world.pass(200_000);
    expect(world.store.maxOffset('T', 0)).toBe(2);
  });

  test('WAIT=false is answered without a sync', async () => {
    const world = new StoreWorld({ store: { flush: 'synchronous' } });
    await world.start();
    await world.run(async (store) => {
      await store.put(draft('T', 0));
      const before = world.observed('store.flushed').length;
      const { status } = await store.put(draft('T', 0, { properties: new Map([['WAIT', 'false']]) }));
      expect(status).toBe('PUT_OK');
      expect(world.observed('store.flushed').length).toBe(before);
    });
    await world.pass(20);
    expect(world.store.maxOffset('T', 0)).toBe(2);
  });

  test('asynchronous flush looks every 500 ms for 4 pages and flushes anything after 10 s', async () => {
    const world = new StoreWorld();
    await world.start();
    const openedMs = world.simulation.nowMs;
    await world.run((store) => store.put(draft('T', 0, { body: new Uint8Array(20_000) })));
    await world.pass(600);
    expect(world.observed('store.flushed')).toHaveLength(1);
    await world.run((store) => store.put(draft('T', 0)));
    await world.pass(openedMs + 9_900 - world.simulation.nowMs);
    expect(world.observed('store.flushed')).toHaveLength(1);
    await world.pass(200);
    expect(world.observed('store.flushed')).toHaveLength(2);
  });

  test('an idle store has no events', async () => {
    const world = new StoreWorld({ store: { flush: 'synchronous' } });
    await world.start();
    await world.run((store) => putTexts(store, 'T', 0, ['a', 'b']));
    await world.pass(120_000);
    const events = world.simulation.kernel.events;
    await world.pass(86_400_000);
    expect(world.simulation.kernel.events).toBe(events);
  });
});

test('a store that closes answers no pull, neither one that comes then nor one that has begun', async () => {
  const world = new StoreWorld();
  await world.start();
  await world.run((store) => putTexts(store, 'T', 0, ['a']));
  await world.pass(20);
  const answers = await world.run(async (store) => {
    const answered = await store.pull(query('T', 0, 0));
    const begun = store.pull(query('T', 0, 0));
    const closing = store.close();
    const late = store.pull(query('T', 0, 0));
    await closing;
    return [answered?.status, await begun, await late];
  });
  expect(answers).toEqual(['FOUND', undefined, undefined]);
});
