import { expect, test } from 'vitest';
import { encodeText } from './bytes.ts';
import { crc32, crc32Of31Bits } from './crc32.ts';

test.each([
  ['', 0],
  // The check value of the algorithm.
  ['123456789', 0xcbf43926],
  ['abc', 891568578],
  ['Hello RocketMQ', 1774740973],
])('the CRC of %j is %d', (text, expected) => {
  expect(crc32(encodeText(text))).toBe(expected);
});

test('the stored CRC has no sign bit', () => {
  expect(crc32Of31Bits(encodeText('123456789'))).toBe(0x4bf43926);
  expect(crc32Of31Bits(encodeText('abc'))).toBe(891568578);
});

test('one flipped bit changes it', () => {
  const bytes = encodeText('Hello RocketMQ');
  const before = crc32(bytes);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const index = bit >> 3;
    bytes[index] = (bytes[index] as number) ^ (1 << (bit & 7));
    expect(crc32(bytes)).not.toBe(before);
    bytes[index] = (bytes[index] as number) ^ (1 << (bit & 7));
  }
});
