// The pure decisions of the store.

import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { planAppend } from './append-plan.ts';
import { durableBeforeMs } from './checkpoint.ts';
import { tagsCodeOf } from './dispatch-record.ts';
import { DEFAULT_STORE_OPTIONS, resolveStoreOptions } from './options.ts';
import { DEFAULT_STORE_PARTS } from './parts.ts';
import { recoveryStart, recoveryVerdict, type SegmentHead } from './recovery-decision.ts';
import { draft } from './testing/store-world.ts';

test('an append fits when a blank record still fits behind it', () => {
  expect(planAppend(100, 1000, 892)).toEqual({ kind: 'fits', start: 100 });
  expect(planAppend(100, 1000, 893)).toEqual({ kind: 'rolls', blankAt: 100, blankBytes: 900, start: 1000 });
  expect(planAppend(2992, 1000, 1)).toEqual({ kind: 'rolls', blankAt: 2992, blankBytes: 8, start: 3000 });
  expect(planAppend(3000, 1000, 992)).toEqual({ kind: 'fits', start: 3000 });
  expect(planAppend(3000, 1000, 993)).toEqual({ kind: 'too-large' });
});

describe('where recovery starts', () => {
  const heads: readonly (readonly [position: number, storeTimestampMs: number] | undefined)[] = [
    [0, 100],
    [1000, 200],
    [2000, 0],
    [3000, 400],
    undefined,
  ];
  const head = (index: number): SegmentHead => {
    const first = heads[index];
    const start = logPosition(index * 1000);
    return first === undefined
      ? { start, first: undefined }
      : { start, first: { position: logPosition(first[0]), storeTimestampMs: first[1] } };
  };

  test.each([
    [4000, 3],
    [3000, 3],
    [2999, 1],
    [0, 0],
  ])(
    'normally at the last segment that starts at or before %i, the end of the queues',
    (queuesEnd, index) => {
      expect(recoveryStart(5, head, { mode: 'normal', queuesEnd: logPosition(queuesEnd) })).toBe(index);
    },
  );

  test.each([
    [500, 3],
    [399, 1],
    [199, 0],
    [0, 0],
  ])('abnormally at the last segment that was begun by %i ms', (moment, index) => {
    expect(recoveryStart(5, head, { mode: 'abnormal', durableBeforeMs: moment })).toBe(index);
  });
});

test('recovery keeps records, passes blanks, and stops at anything else', () => {
  const position = logPosition(0);
  expect(recoveryVerdict({ kind: 'blank', position })).toBe('next-segment');
  expect(recoveryVerdict({ kind: 'end', position })).toBe('stop');
  expect(recoveryVerdict({ kind: 'corrupt', position, reason: 'body checksum' })).toBe('stop');
});

test('the checkpoint covers what log and queues both cover, less three seconds', () => {
  expect(durableBeforeMs({ logMs: 10_000, queuesMs: 8000, indexMs: 0 })).toBe(5000);
  expect(durableBeforeMs({ logMs: 10_000, queuesMs: 0, indexMs: 9000 })).toBe(0);
});

test('tags code: hash of the tag, in the schedule topic the moment of delivery', () => {
  const context = { storeTimestampMs: 1_000_000, delayLevelsMs: DEFAULT_STORE_OPTIONS.delayLevelsMs };
  const code = (topic: string, properties: [string, string][]) =>
    tagsCodeOf(topic, new Map(properties), context);
  expect(code('T', [['TAGS', 'TagA']])).toBe(2_598_919);
  expect(code('T', [])).toBe(0);
  expect(code('T', [['DELAY', '3']])).toBe(0);
  expect(code('SCHEDULE_TOPIC_XXXX', [['DELAY', '3']])).toBe(1_010_000);
  expect(code('SCHEDULE_TOPIC_XXXX', [['DELAY', '99']])).toBe(8_200_000);
  expect(code('SCHEDULE_TOPIC_XXXX', [['TAGS', 'TagA']])).toBe(2_598_919);
});

test('only synchronous flush bounds dispatch by what is durable, and only it makes a put wait', () => {
  const positions = { writtenPosition: logPosition(9), flushedPosition: logPosition(4) };
  const { dispatchBound, waitsForFlush } = DEFAULT_STORE_PARTS;
  expect(dispatchBound({ ...positions, flush: 'synchronous' })).toBe(4);
  expect(dispatchBound({ ...positions, flush: 'asynchronous' })).toBe(9);
  expect(waitsForFlush(draft('T', 0), 'synchronous')).toBe(true);
  expect(waitsForFlush(draft('T', 0), 'asynchronous')).toBe(false);
  expect(waitsForFlush(draft('T', 0, { properties: new Map([['WAIT', 'false']]) }), 'synchronous')).toBe(
    false,
  );
});

test('a consume queue segment holds whole units', () => {
  expect(resolveStoreOptions({ consumeQueueFileBytes: 101 }).consumeQueueFileBytes).toBe(120);
  expect(resolveStoreOptions({}).consumeQueueFileBytes).toBe(6_000_000);
  expect(() => resolveStoreOptions({ commitLogFileBytes: 10 })).toThrow('commitLogFileBytes');
});
