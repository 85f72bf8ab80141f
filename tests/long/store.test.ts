// `npm run check:store`: RocketMQ's own classes and ours write the same bytes and read each other's folders. They come through Maven, as it
// is set up here; without a JDK, Maven or the artifacts the line of the check says so.

import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { parseOffsetMessageId } from '../../src/messaging/message/message-id.ts';
import { COURSE_SIZES, type CoursePut, coursePuts } from '../golden/course.ts';
import { GOLDEN_FRAMES } from '../golden/frames.ts';
import { GOLDEN_INDEX_ENTRIES, GOLDEN_INDEX_KEYS, GOLDEN_INDEX_SLOTS } from '../golden/index-keys.ts';
import { GOLDEN_MESSAGES } from '../golden/messages.ts';
import { bundle } from './bundle.ts';
import { JavaPrograms, type Line, specified } from './java-programs.ts';
import {
  encodedOtherwise,
  type Found,
  findOurs,
  keysOf,
  positionsOf,
  propertiesText,
  readOurs,
  recordsOf,
  writeOurs,
  wrongInIndexOf,
  wrongWith,
} from './our-store.ts';

const VERSION = '5.3.3';
const PUTS = 160;
const KILLED_AFTER = 100;
const real = JavaPrograms.prepare('rocketmq', VERSION);
const writer = join(typeof real === 'string' ? '' : real.folder, 'writer.mjs');

beforeAll(async () => {
  if (typeof real !== 'string') await bundle('store-writer.ts', 'node', writer);
});

afterAll(() => {
  if (typeof real !== 'string') real.dispose();
});

describe.runIf(typeof real === 'string')(`skipped: ${typeof real === 'string' ? real : ''}`, () => {
  test('RocketMQ is not at hand', () => expect(real).toBeTypeOf('string'));
});

describe.skipIf(typeof real === 'string')(`RocketMQ ${VERSION}`, () => {
  const store = real as JavaPrograms;

  /** A change of the committed file is a change of the format: look before you let vitest write it. */
  test('makes of the fixed messages and frames what is committed', async () => {
    const output = store.run('Golden', {
      directory: join(store.folder, 'golden'),
      messages: GOLDEN_MESSAGES.map(({ name, draft, place }) => ({ name, ...specified(draft), ...place })),
      frames: GOLDEN_FRAMES.map(({ name, command }) => {
        return { name, ...command, fields: [...command.fields], body: toHex(command.body) };
      }),
      index: {
        slots: GOLDEN_INDEX_SLOTS,
        entries: GOLDEN_INDEX_ENTRIES,
        keys: GOLDEN_INDEX_KEYS.map(({ topic, key, ...at }) => ({ key: `${topic}#${key}`, ...at })),
      },
    });
    const golden: unknown = JSON.parse(output.slice(output.indexOf('{')));
    await expect(`${JSON.stringify(golden, undefined, 2)}\n`).toMatchFileSnapshot('../golden/golden.json');
  });

  describe.each(['synchronous', 'asynchronous'] as const)('%s flush', (flush) => {
    const options = { ...COURSE_SIZES, flush };

    test.each(['close', 'kill'] as const)('reads what we wrote, after a %s', async (end) => {
      const directory = join(store.folder, `ours-${flush}-${end}`, 'store');
      const words = [dirname(directory), JSON.stringify(options), '0', `${PUTS}`, end];
      const { acknowledged } = await writeOurs(writer, words, end === 'kill' ? KILLED_AFTER : undefined);
      if (end === 'close') expect(wrongInIndexOf(directory)).toEqual([]);
      const queries = keysOf(directory);
      expect(queries.length).toBeGreaterThan(KILLED_AFTER / 2);
      const read = store.lines('RealStore', { directory, ...COURSE_SIZES, read: true, queries });
      expectRead(directory, read);
      expectKept(directory, acknowledged);
      expect(foundIn(read)).toEqual(await findOurs(directory, options));
    });

    test.each(['close', 'kill'] as const)('wrote what we read, after a %s; and reads on', async (end) => {
      const directory = join(store.folder, `theirs-${flush}-${end}`, 'store');
      const written = store.lines('RealStore', {
        directory,
        ...COURSE_SIZES,
        synchronous: flush === 'synchronous',
        write: coursePuts(PUTS).map(specifiedPut),
        killAfter: end === 'kill' ? KILLED_AFTER : 0,
      });
      const puts = written.filter(({ kind }) => kind === 'put');
      expect(new Set(puts.map(({ status }) => status))).toEqual(new Set(['PUT_OK']));
      if (end === 'close') expect([...wrongWith(directory), ...wrongInIndexOf(directory)]).toEqual([]);
      expect(encodedOtherwise(directory)).toEqual([]);
      const records = recordsOf(directory);
      expect(await readOurs(directory, options)).toEqual(records);
      expect(recordsOf(directory)).toEqual(records);
      expect([...wrongWith(directory), ...wrongInIndexOf(directory)]).toEqual([]);
      const words = [dirname(directory), JSON.stringify(options), `${PUTS}`, `${PUTS + 20}`, 'close'];
      const { acknowledged } = await writeOurs(writer, words);
      expectRead(directory, store.lines('RealStore', { directory, ...COURSE_SIZES, read: true }));
      expectKept(directory, [...puts.flatMap(({ messageId }) => `${messageId}`.split(',')), ...acknowledged]);
    });
  });

  test('checks the checksums of whole records that we wrote, and writes those that we check', async () => {
    const options = { ...COURSE_SIZES, flush: 'synchronous', recordCrc: true } as const;
    const directory = join(store.folder, 'checksums', 'store');
    const task = { directory, ...COURSE_SIZES, recordCrc: true, read: true };
    await writeOurs(writer, [dirname(directory), JSON.stringify(options), '0', `${PUTS}`, 'kill']);
    expectRead(directory, store.lines('RealStore', task));
    expectRead(directory, store.lines('RealStore', { ...task, write: coursePuts(40).map(specifiedPut) }));
    expect(encodedOtherwise(directory)).toEqual([]);
    const records = recordsOf(directory);
    expect(records.every((record) => record.includes('__CRC32#='))).toBe(true);
    expect(await readOurs(directory, options)).toEqual(records);
  });
});

function specifiedPut(drafts: CoursePut): object {
  if (drafts.length === 1) return specified(drafts[0]);
  return { ...specified(drafts[0]), batch: drafts.map(specified) };
}

/** After a kill the real store may name a record twice, where it indexed it again. */
function foundIn(lines: readonly Line[]): readonly Found[] {
  return lines
    .filter(({ kind }) => kind === 'found')
    .map(({ topic, key, positions }) => ({
      topic: String(topic),
      key: String(key),
      positions: [...new Set(positions as readonly number[])],
    }));
}

/** Whatever was acknowledged is in the log. */
function expectKept(directory: string, messageIds: readonly string[]): void {
  const positions = positionsOf(directory);
  expect(messageIds.length).toBeGreaterThan(KILLED_AFTER);
  const lost = messageIds.filter((id) => !positions.has(parseOffsetMessageId(id)?.position ?? -1));
  expect(lost).toEqual([]);
}

/** What the real store read is what lies on the disk, byte for byte. */
function expectRead(directory: string, lines: readonly Line[]): void {
  const read = lines.filter(({ kind }) => kind === 'message');
  expect(read.map(realLine).toSorted()).toEqual(recordsOf(directory));
  for (const { position, record, unit } of read) {
    expect((unit as number[]).slice(0, 2)).toEqual([position, String(record).length / 2]);
  }
  expect(wrongWith(directory)).toEqual([]);
}

function realLine(line: Line): string {
  const properties = Object.entries(line['properties'] as Record<string, string>);
  const { topic, queueId, queueOffset, position, body } = line;
  return `${topic} ${queueId} ${queueOffset} ${position} ${body} ${propertiesText(properties)}`;
}
