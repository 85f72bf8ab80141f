import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('what is written is read, and is what others write', () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length * 11) & 255);
    const text = encodeBase64(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64'));
    expect(decodeBase64(text)).toEqual(bytes);
  }
  const every = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(decodeBase64(encodeBase64(every))).toEqual(every);
});

test('anything else is refused', () => {
  for (const text of ['A', 'AA', 'AAA', 'AA-A', '====', 'A===', 'AA=A', 'AAAA\n', 'AAAAé']) {
    expect(decodeBase64(text), text).toBeUndefined();
  }
});
