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

test('a part of the bytes has the CRC of a copy of it, whatever its length', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, index) => index * 37);
  for (let start = 0; start < 9; start += 1) {
    for (let end = start; end <= bytes.length; end += 1) {
      expect(crc32(bytes, start, end)).toBe(plainCrc32(bytes.slice(start, end)));
    }
  }
});

/** Bit by bit, without tables. */
function plainCrc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

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
