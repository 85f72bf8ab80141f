import { array, constantFrom, integer, oneof, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesByOne, simplestChanges, smallerChanges } from './field-change.ts';

const STEP = record({
  atMs: integer({ min: 0, max: 1000 }),
  way: constantFrom('plain', 'batch', 'oneway'),
  keys: array(integer({ min: 0, max: 9 }), { maxLength: 4 }),
});

describe('changes of fields', () => {
  test('the simplest is what could be drawn and shrinks to nothing else', () => {
    const value = { atMs: 800, way: 'oneway', keys: [3, 4] };
    expect(simplestChanges(STEP, value)).toEqual([
      { field: 'atMs', value: 0 },
      { field: 'way', value: 'plain' },
      { field: 'keys', value: [] },
    ]);
    expect(simplestChanges(STEP, { atMs: 0, way: 'plain', keys: [] })).toEqual([]);
  });

  test('smaller ones are few, the steepest first', () => {
    const changes = smallerChanges(STEP, { atMs: 800, way: 'plain', keys: [] });
    expect(changes).toEqual([0, 400, 600, 700, 750].map((value) => ({ field: 'atMs', value })));
  });

  test('a record of one of several kinds stays of its kind', () => {
    const other = record({ kind: constantFrom('wait'), forMs: integer({ min: 5, max: 50 }) });
    expect(simplestChanges(oneof(STEP, other), { kind: 'wait', forMs: 20 })).toEqual([
      { field: 'forMs', value: 5 },
    ]);
  });

  test('one less is what can be drawn too, also where values are listed', () => {
    const sizes = record({
      brokers: constantFrom(1, 2, 3),
      clients: constantFrom(1, 3),
      queues: integer({ min: 4 }),
    });
    expect(changesByOne(sizes, { brokers: 3, clients: 3, queues: 4 })).toEqual([
      { field: 'brokers', value: 2 },
    ]);
    expect(simplestChanges(sizes, { brokers: 3, clients: 1, queues: 4 })).toEqual([
      { field: 'brokers', value: 1 },
    ]);
  });

  test('what the arbitrary does not know, and what is no record, stays as it is', () => {
    expect(simplestChanges(STEP, { atMs: -5, way: 'plain', keys: [] })).toEqual([]);
    expect(simplestChanges(integer(), 7)).toEqual([]);
  });
});
