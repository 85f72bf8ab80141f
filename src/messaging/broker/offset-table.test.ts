import { expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { keepOffset, type OffsetTable } from './offset-table.ts';

const NOWHERE = {} as Environment;

test('an offset is kept beside those of other queues, and tells what it replaces', () => {
  const table: OffsetTable = new Map();
  expect(keepOffset(table, { key: 'T@g', queueId: 0, offset: 5 }, NOWHERE)).toBeUndefined();
  expect(keepOffset(table, { key: 'T@g', queueId: 1, offset: 7 }, NOWHERE)).toBeUndefined();
  expect(keepOffset(table, { key: 'T@g', queueId: 0, offset: 3 }, NOWHERE)).toBe(5);
  expect(table).toEqual(
    new Map([
      [
        'T@g',
        new Map([
          [0, 3],
          [1, 7],
        ]),
      ],
    ]),
  );
});
