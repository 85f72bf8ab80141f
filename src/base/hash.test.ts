import { describe, expect, test } from 'vitest';
import { encodeText } from './bytes.ts';
import { fold32, hashBytes, hashText, hex32, mix32, scaleToBound } from './hash.ts';

// These values are part of every saved capsule: a change here means that old seeds mean something else.
describe('pinned values', () => {
  test.each([
    [0, '00000000'],
    [1, '514e28b7'],
    [-1, '81f16f39'],
    [0x12345678, 'e37cd1bc'],
  ])('mix32(%d) is MurmurHash3’s final mix', (value, expected) => {
    expect(hex32(mix32(value))).toBe(expected);
  });

  test.each([
    [0, 0, 'e6546b64'],
    [0, 1, '26cf0576'],
    [1, 0, 'e6550b64'],
    [-1, -1, 'b849f5ee'],
  ])('fold32(%d, %d)', (hash, value, expected) => {
    expect(hex32(fold32(hash, value))).toBe(expected);
  });

  test.each([
    ['', 0, '00000000'],
    ['a', 0, '2b038801'],
    ['b', 0, 'ce94ae25'],
    ['latency', 0, '1317771b'],
    ['latency', 1, 'a1eaac77'],
    ['latency', -1, '0a0ce8ae'],
    ['broker-0', 0, 'b3ea3cb3'],
    ['中文', 0, '7389fa54'],
    ['\u0000', 0, '9b9cb39a'],
  ])('hashText(%j, %d)', (text, seed, expected) => {
    expect(hex32(hashText(text, seed))).toBe(expected);
  });

  test.each([
    ['', 0, '00000000'],
    ['a', 0, '2b038801'],
    ['abc', 0, 'cd632798'],
    ['abc', 7, '3fb43537'],
  ])('hashBytes(%j, %d)', (text, seed, expected) => {
    expect(hex32(hashBytes(encodeText(text), seed))).toBe(expected);
  });
});

describe('hashing', () => {
  test('gives int32', () => {
    for (let value = -50; value < 50; value += 1) {
      for (const hash of [mix32(value), fold32(value, value), hashText(`${value}`), hashText('x', value)]) {
        expect(hash).toBe(hash | 0);
      }
    }
  });

  test('depends on order and length', () => {
    expect(hashText('ab')).not.toBe(hashText('ba'));
    expect(hashText('\u0000')).not.toBe(hashText('\u0000\u0000'));
    expect(hashBytes(new Uint8Array(1))).not.toBe(hashBytes(new Uint8Array(2)));
  });

  test('hardly collides over similar texts', () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, index) => hashText(`packet/${index}`)));
    expect(hashes.size).toBeGreaterThan(20_000 - 5);
  });

  test('spreads neighbours evenly', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const bucket = scaleToBound(hashText(`draw/${index}`), 10);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    for (const count of counts) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });
});

describe('scaleToBound', () => {
  test.each([
    [0, [0, 0, 0, 0]],
    [2147483647, [0, 4, 499, 4503599625273343]],
    [-2147483648, [1, 5, 500, 4503599627370495]],
    [-1, [1, 9, 999, 9007199252643839]],
  ])('of %d over 2, 10, 1000 and the largest bound', (hash, expected) => {
    const bounds = [2, 10, 1000, Number.MAX_SAFE_INTEGER];
    expect(bounds.map((bound) => scaleToBound(hash, bound))).toEqual(expected);
  });

  test('of bound 1 is always 0', () => {
    for (const hash of [0, 1, -1, 2147483647, -2147483648]) expect(scaleToBound(hash, 1)).toBe(0);
  });
});

test('hex32 is eight digits', () => {
  expect([0, 1, -1, -2147483648].map(hex32)).toEqual(['00000000', '00000001', 'ffffffff', '80000000']);
});
