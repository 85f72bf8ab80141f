import { expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { keepOffset, type OffsetTable, takeFurther, takeMasters } from './offset-table.ts';

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

test('a slave takes what its master says of a group, or keeps what is further, and leaves what the master does not name', () => {
  const offsets = (first: number, second: number) =>
    new Map([
      [0, first],
      [1, second],
    ]);
  const own = () =>
    new Map([
      ['T@g', offsets(5, 7)],
      ['T@h', offsets(1, 1)],
    ]);
  const masters = new Map([['T@g', offsets(3, 9)]]);
  const taken = own();
  takeMasters(taken, masters);
  expect(taken.get('T@g')).toEqual(offsets(3, 9));
  expect(taken.get('T@h')).toEqual(offsets(1, 1));
  const kept = own();
  takeFurther(kept, masters);
  expect(kept.get('T@g')).toEqual(offsets(5, 9));
});
