import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../base/bytes.ts';
import { ALL_BODIES } from './all-bodies.ts';

describe.each(ALL_BODIES)('%s', (_, { values, encode, decode }) => {
  test('survives its body, which is compact', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(value as never);
        expect(decode(bytes)).toEqual(value);
        expect(decodeText(bytes)).toBe(JSON.stringify(JSON.parse(decodeText(bytes))));
      }),
    );
  });

  test('a hostile body decodes or is undefined', () => {
    fc.assert(
      fc.property(
        values,
        fc.nat(),
        fc.constantFrom('{', '"', '0', '-1', 'null', '[[', '}', '{0:1}'),
        (value, at, junk) => {
          const text = decodeText(encode(value as never));
          const position = at % (text.length + 1);
          decode(encodeText(text.slice(0, position) + junk + text.slice(position + 1)));
        },
      ),
    );
    fc.assert(fc.property(fc.json(), (json) => void decode(encodeText(json))));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decode(bytes)));
  });
});
