import { describe, expect, test } from 'vitest';
import {
  concatBytes,
  decodeText,
  decodeTextStrictly,
  encodeText,
  equalBytes,
  fromHex,
  readInt32,
  readInt64,
  toHex,
  writeInt32,
  writeInt64,
} from './bytes.ts';

const REPLACEMENT = '\ufffd';

describe('text', () => {
  // One, two, three and four bytes per character, on both sides of the length at which the codec takes over.
  test.each(['', 'TopicTest', 'é', '中文', '🚀', 'a'.repeat(48), 'a'.repeat(49), `${'a'.repeat(60)}中🚀`])(
    '%j survives the round trip',
    (text) => {
      expect(decodeText(encodeText(text))).toBe(text);
      expect(decodeTextStrictly(encodeText(text))).toBe(text);
    },
  );

  test('is UTF-8', () => {
    expect(toHex(encodeText('中é'))).toBe('E4B8ADC3A9');
  });

  test('keeps a byte order mark and a zero, as Java does', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x41, 0x00]);
    expect(decodeText(bytes)).toBe('\ufeffA\u0000');
    expect(decodeTextStrictly(bytes)).toBe('\ufeffA\u0000');
  });

  test.each([
    ['a byte that starts nothing', [0x41, 0xff, 0x42], `A${REPLACEMENT}B`],
    ['a continuation alone', [0x80], REPLACEMENT],
    ['a cut sequence', [0x41, 0xe4, 0xb8], `A${REPLACEMENT}`],
    ['an overlong slash', [0xc0, 0xaf], REPLACEMENT.repeat(2)],
    ['half a surrogate pair', [0xed, 0xa0, 0x80], REPLACEMENT.repeat(3)],
    ['past the last code point', [0xf4, 0x90, 0x80, 0x80], REPLACEMENT.repeat(4)],
  ])('%s becomes U+FFFD or is refused', (_, numbers, text) => {
    const short = new Uint8Array(numbers);
    const long = concatBytes([encodeText('x'.repeat(50)), short]);
    expect(decodeText(short)).toBe(text);
    expect(decodeText(long)).toBe('x'.repeat(50) + text);
    expect(() => decodeTextStrictly(short)).toThrow(TypeError);
  });

  test('half a surrogate pair of a text is written as U+FFFD', () => {
    expect(toHex(encodeText('\ud800'))).toBe('EFBFBD');
  });

  test('a part of a larger array is decoded alone', () => {
    expect(decodeText(encodeText('abcdef').subarray(2, 4))).toBe('cd');
  });
});

describe('hexadecimal', () => {
  test('every byte survives the round trip', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(toHex(all)).toMatch(/^000102.*FDFEFF$/);
    expect(fromHex(toHex(all))).toEqual(all);
    expect(fromHex(toHex(all).toLowerCase())).toEqual(all);
  });

  test('the empty text is no bytes', () => {
    expect(toHex(new Uint8Array(0))).toBe('');
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  test.each(['A', 'ABC', 'GG', '0x', ' A', '+1', 'A\n'])('%j is not hexadecimal', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

describe('joining and comparing', () => {
  test('parts follow each other', () => {
    expect(concatBytes([])).toEqual(new Uint8Array(0));
    expect(concatBytes([encodeText('ab'), encodeText(''), encodeText('c')])).toEqual(encodeText('abc'));
  });

  test('equal means same length and same bytes', () => {
    expect(equalBytes(encodeText('ab'), encodeText('ab'))).toBe(true);
    expect(equalBytes(encodeText('ab'), encodeText('ac'))).toBe(false);
    expect(equalBytes(encodeText('ab'), encodeText('abc'))).toBe(false);
    expect(equalBytes(encodeText('abc'), encodeText('ab'))).toBe(false);
  });
});

describe('integers', () => {
  test.each([
    [0, '00000000'],
    [1, '00000001'],
    [-1, 'FFFFFFFF'],
    [2147483647, '7FFFFFFF'],
    [-2147483648, '80000000'],
    [-626843481, 'DAA320A7'],
  ])('int32 %d is %s', (value, hex) => {
    const bytes = new Uint8Array(6);
    writeInt32(bytes, 1, value);
    expect(toHex(bytes)).toBe(`00${hex}00`);
    expect(readInt32(bytes, 1)).toBe(value);
  });

  test.each([
    [0, '0000000000000000'],
    [1, '0000000000000001'],
    [-1, 'FFFFFFFFFFFFFFFF'],
    [4294967295, '00000000FFFFFFFF'],
    [4294967296, '0000000100000000'],
    [-4294967296, 'FFFFFFFF00000000'],
    [-4294967297, 'FFFFFFFEFFFFFFFF'],
    [1700000000000, '0000018BCFE56800'],
    [Number.MAX_SAFE_INTEGER, '001FFFFFFFFFFFFF'],
    [Number.MIN_SAFE_INTEGER, 'FFE0000000000001'],
  ])('int64 %d is %s', (value, hex) => {
    const bytes = new Uint8Array(10);
    writeInt64(bytes, 1, value);
    expect(toHex(bytes)).toBe(`00${hex}00`);
    expect(readInt64(bytes, 1)).toBe(value);
  });

  test('the extremes of int64 are read, rounded, with their sign', () => {
    expect(readInt64(fromHex('7FFFFFFFFFFFFFFF') as Uint8Array, 0)).toBe(2 ** 63);
    expect(readInt64(fromHex('8000000000000000') as Uint8Array, 0)).toBe(-(2 ** 63));
  });

  test.each([2 ** 53, -(2 ** 53), 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'int64 refuses to write %d',
    (value) => {
      expect(() => writeInt64(new Uint8Array(8), 0, value)).toThrow('is no safe integer');
    },
  );

  test('reading past the end is refused', () => {
    expect(() => readInt32(new Uint8Array(4), 1)).toThrow('ends behind its bytes: 1');
    expect(() => readInt64(new Uint8Array(7), 0)).toThrow('ends behind its bytes: 4');
  });
});
