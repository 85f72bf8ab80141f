import { expect, expectTypeOf, test } from 'vitest';
import type { LogPosition, QueueOffset } from './numbers.ts';
import { logPosition, queueOffset } from './numbers.ts';

test('a branded number is its number at run time', () => {
  expect(logPosition(1024)).toBe(1024);
  expect(queueOffset(5)).toBe(5);
});

test('positions and offsets cannot be mixed up', () => {
  expectTypeOf<LogPosition>().not.toExtend<QueueOffset>();
  expectTypeOf<QueueOffset>().not.toExtend<LogPosition>();
  expectTypeOf<number>().not.toExtend<LogPosition>();
  expectTypeOf<LogPosition>().toExtend<number>();
});
