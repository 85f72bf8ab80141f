import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { CONSUME_QUEUE_UNIT_BYTES, PRE_BLANK_RECORD_SIZE, writeUnit } from './consume-queue-unit.ts';
import { firstUnitFrom } from './unit-search.ts';

/** Each number is how far the record lies behind the one before; 0 is a place without a record. */
function unitsOf(steps: readonly number[]): {
  readonly positions: (number | undefined)[];
  read: (offset: number) => Uint8Array;
} {
  let position = 0;
  const positions = steps.map((step) => {
    position += step;
    return step === 0 ? undefined : position;
  });
  const read = (offset: number) => {
    const bytes = new Uint8Array(CONSUME_QUEUE_UNIT_BYTES);
    const at = positions[offset];
    const recordSize = at === undefined ? PRE_BLANK_RECORD_SIZE : 10;
    writeUnit(bytes, 0, { position: logPosition(at ?? 0), recordSize, tagsCode: 0 });
    return bytes;
  };
  return { positions, read };
}

test('bisection finds the first record at or after the position, past places without one', () => {
  assert(
    property(array(integer({ min: 0, max: 3 })), integer({ min: 0, max: 40 }), (steps, position) => {
      const { positions, read } = unitsOf(steps);
      const found = positions.findIndex((at) => at !== undefined && at >= position);
      const due = found === -1 ? steps.length : found;
      expect(firstUnitFrom({ from: 0, to: steps.length, read }, position)).toBe(due);
    }),
  );
});

test('bisection reads few units of many', () => {
  const { read } = unitsOf(Array.from({ length: 100_000 }, () => 1));
  let reads = 0;
  const counting = (offset: number) => {
    reads += 1;
    return read(offset);
  };
  expect(firstUnitFrom({ from: 0, to: 100_000, read: counting }, 77_778)).toBe(77_777);
  expect(reads).toBeLessThan(60);
});
