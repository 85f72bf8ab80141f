// Folders that RocketMQ's own store wrote are sound to our checks, byte for byte what our encoder makes, and open to our store.

import { describe, expect, test } from 'vitest';
import { decodeText, toHex } from '../../src/base/bytes.ts';
import { logPosition } from '../../src/base/numbers.ts';
import { decodeRecords, encodeRecord, measureRecord } from '../../src/messaging/message/record.ts';
import { isQueued } from '../../src/messaging/message/system-flag.ts';
import { readCommitLog } from '../../src/messaging/store/commit-log-image.ts';
import { checkFolder } from '../../src/messaging/store/folder-check.ts';
import { readFolderLayout } from '../../src/messaging/store/folder-layout.ts';
import { checkKeyIndex } from '../../src/messaging/store/key-index-check.ts';
import { SegmentBytes } from '../../src/messaging/store/segment-bytes.ts';
import { query, StoreWorld } from '../../src/messaging/store/testing/store-world.ts';
import { COURSE_SIZES, coursePuts } from './course.ts';
import { goldenFolder } from './folder.ts';

/** What the real store was given, and how many puts it had answered when it was killed. */
const PUTS = { closed: 40, killed: 33 };

function worldOf(name: 'closed' | 'killed'): StoreWorld {
  const world = new StoreWorld({ store: COURSE_SIZES });
  for (const { path, content } of goldenFolder(name)) {
    world.machine.disk.open(`store/${path}`, 'create').write(0, content);
  }
  return world;
}

function draftsOf(name: 'closed' | 'killed') {
  return coursePuts(PUTS[name]).flat();
}

describe.each(['closed', 'killed'] as const)('a folder of a store that was %s', (name) => {
  test('holds the messages that were put, encoded as we do', () => {
    const { disk } = worldOf(name).machine;
    const messages = readCommitLog(disk);
    expect(messages.map(({ topic, body, flag }) => [topic, toHex(body), flag])).toEqual(
      draftsOf(name).map(({ topic, body, flag }) => [topic, toHex(body), flag]),
    );
    const log = new SegmentBytes(disk, readFolderLayout(disk).log);
    for (const message of messages) {
      const encoded = encodeRecord(message, measureRecord(message), message);
      expect(toHex(encoded)).toBe(toHex(log.read(message.position, message.recordSize)));
    }
  });

  test('opens, and every message is read', async () => {
    const world = worldOf(name);
    if (name === 'closed') expect(checkFolder(world.machine.disk)).toEqual([]);
    const before = readCommitLog(world.machine.disk);
    await world.start();
    expect(world.observed('store.recovered')[0]).toMatchObject({
      mode: name === 'closed' ? 'normal' : 'abnormal',
      stoppedBy: 'end',
    });
    for (const message of before.filter(({ systemFlag }) => isQueued(systemFlag))) {
      const { topic, queueId, queueOffset } = message;
      const { body } = world.store.read(query(topic, queueId, queueOffset, { maxCount: 1 }));
      expect(decodeRecords(body)).toMatchObject({
        kind: 'records',
        messages: [{ position: message.position }],
      });
    }
    await world.stop();
    expect(checkFolder(world.machine.disk)).toEqual([]);
    expect(readCommitLog(world.machine.disk)).toEqual(before);
  });

  test('has an index that our check finds complete, and that our store asks', async () => {
    const world = worldOf(name);
    const geometry = { slots: COURSE_SIZES.indexSlots, entries: COURSE_SIZES.indexEntries };
    if (name === 'killed') await world.start();
    const dispatchedUpTo = logPosition(Number.MAX_SAFE_INTEGER);
    expect([...checkKeyIndex(world.machine.disk, { geometry, dispatchedUpTo })]).toEqual([]);
    if (name === 'closed') await world.start();
    const [own] = draftsOf(name).filter(({ properties }) => properties.get('KEYS')?.endsWith('own-13'));
    const { topic = '' } = own ?? {};
    const found = world.store.queryByKey({
      topic,
      key: 'own-13',
      maxCount: 32,
      beginMs: 0,
      endMs: Number.MAX_SAFE_INTEGER,
    });
    expect(decodeRecords(found.body)).toMatchObject({ messages: [{ topic, properties: own?.properties }] });
  });

  test('was written through every corner', () => {
    const { log, queues } = readFolderLayout(worldOf(name).machine.disk);
    expect(log.length).toBeGreaterThan(2);
    expect(queues.some(({ segments }) => segments.length > 2)).toBe(true);
    expect(draftsOf(name).some(({ body }) => decodeText(body).startsWith('part 2'))).toBe(true);
  });
});
