import { expect, test } from 'vitest';
import { encodeText } from '../../base/bytes.ts';
import { hasRightCrc, RECORD_CRC_BYTES, writeRecordCrc } from './record-crc.ts';

function recordOf(text: string): Uint8Array {
  const bytes = encodeText(text);
  const record = new Uint8Array(bytes.length + RECORD_CRC_BYTES);
  record.set(bytes);
  writeRecordCrc(record);
  return record;
}

test('the digits stand from the last to the first: the sum of abc is 891568578', () => {
  expect(recordOf('abc')).toEqual(encodeText('abc__CRC32#\u00018758651980'.concat('\u0002')).slice(0, 23));
  expect(recordOf('abc')).toHaveLength(23);
});

test('a record with any other byte, or cut off anywhere, has not its checksum', () => {
  const record = recordOf('abcdef');
  expect(hasRightCrc(record)).toBe(true);
  for (let index = 0; index < record.length; index += 1) {
    const changed = record.slice();
    changed[index] = (changed[index] as number) ^ 1;
    const torn = record.slice().fill(0, index);
    expect([hasRightCrc(changed), hasRightCrc(torn)]).toEqual([false, false]);
  }
});
