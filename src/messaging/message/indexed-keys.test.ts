import { describe, expect, test } from 'vitest';
import { indexedKeys, isWanted } from './indexed-keys.ts';
import { SYSTEM_FLAG } from './system-flag.ts';

const properties = new Map([
  ['KEYS', ' K1  K2 K1'],
  ['UNIQ_KEY', 'U1'],
]);

test('the unique key comes first, then every key of the user; a rolled back message has none', () => {
  expect(indexedKeys({ properties, systemFlag: 0 })).toEqual(['U1', 'K1', 'K2', 'K1']);
  expect(indexedKeys({ properties, systemFlag: SYSTEM_FLAG.prepared })).toHaveLength(4);
  expect(indexedKeys({ properties, systemFlag: SYSTEM_FLAG.commit })).toHaveLength(4);
  expect(indexedKeys({ properties, systemFlag: SYSTEM_FLAG.rollback })).toEqual([]);
  expect(indexedKeys({ properties: new Map(), systemFlag: 0 })).toEqual([]);
});

describe('what was asked for', () => {
  const message = { topic: 'T', properties };
  const wanted = { topic: 'T', key: 'K2', kind: 'user-key' } as const;
  test.each([
    ['one of the keys', wanted, true],
    ['part of a key', { ...wanted, key: 'K' }, false],
    ['several keys', { ...wanted, key: 'K1  K2' }, false],
    ['another topic', { ...wanted, topic: 'U' }, false],
    ['the unique key', { ...wanted, key: 'U1', kind: 'unique-key' } as const, true],
    ['a key as a unique key', { ...wanted, kind: 'unique-key' } as const, false],
    ['a unique key as a key', { ...wanted, key: 'U1' }, false],
  ])('%s: %s is %s', (_, given, expected) => expect(isWanted(message, given)).toBe(expected));
});
