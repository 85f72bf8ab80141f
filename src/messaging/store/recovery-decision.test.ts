import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import {
  isShownAgain,
  isShownByRecovery,
  recoveryStart,
  recoveryVerdict,
  type SegmentHead,
} from './recovery-decision.ts';

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

test('recovery shows everything, or what the queues held', () => {
  const at = (position: number) => ({ position: logPosition(position), queuesEnd: logPosition(100) });
  expect([99, 100].map((position) => isShownByRecovery(at(position)))).toEqual([true, true]);
  expect([99, 100].map((position) => isShownAgain(at(position)))).toEqual([true, false]);
});
