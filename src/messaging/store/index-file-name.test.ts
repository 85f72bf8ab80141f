import { expect, test } from 'vitest';
import { indexFileName, indexFileTime } from './index-file-name.ts';

test.each([
  [0, 0, '19700101000000000'],
  [1_700_000_000_123, 0, '20231114221320123'],
  [1_700_000_000_123, 480, '20231115061320123'],
  [1_700_000_000_123, -570, '20231114124320123'],
  [951_868_799_999, 0, '20000229235959999'],
])('%d ms in a zone of %d minutes is %s, and back', (wallMs, zoneMinutes, name) => {
  expect(indexFileName(wallMs, zoneMinutes)).toBe(name);
  expect(indexFileTime(name, zoneMinutes)).toBe(wallMs);
});

test('other names are of no time', () => {
  expect(indexFileTime('00000000000000000000', 0)).toBeUndefined();
  expect(indexFileTime('2023111422132012', 0)).toBeUndefined();
  expect(indexFileTime('2023111422132012x', 0)).toBeUndefined();
});
