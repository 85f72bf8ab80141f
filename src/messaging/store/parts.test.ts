import { expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { DEFAULT_STORE_PARTS } from './parts.ts';
import { draft } from './testing/store-world.ts';

test('only synchronous flush bounds dispatch by what is durable, and only it makes a put wait', () => {
  const ends = { writtenPosition: logPosition(9), flushedPosition: logPosition(4) };
  const positions = { ...ends, copiedPosition: logPosition(2) };
  const { dispatchBound, waitsForFlush } = DEFAULT_STORE_PARTS;
  expect(dispatchBound({ ...positions, flush: 'synchronous' })).toBe(4);
  expect(dispatchBound({ ...positions, flush: 'asynchronous' })).toBe(9);
  expect(waitsForFlush(draft('T', 0), 'synchronous')).toBe(true);
  expect(waitsForFlush(draft('T', 0), 'asynchronous')).toBe(false);
  expect(waitsForFlush(draft('T', 0, { properties: new Map([['WAIT', 'false']]) }), 'synchronous')).toBe(
    false,
  );
});
