import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText, toHex } from '../../base/bytes.ts';
import { decodeClientBatch, encodeClientBatch } from './client-batch.ts';

const MESSAGES = [
  { body: encodeText('a'), properties: new Map([['TAGS', 'x']]), flag: 7 },
  { body: encodeText('bc'), properties: new Map<string, string>(), flag: 0 },
];

describe('a batch of messages', () => {
  test('bytes as MessageDecoder.encodeMessages writes them', () => {
    expect(toHex(encodeClientBatch(MESSAGES))).toBe(
      [
        '0000001E 00000000 00000000 00000007 00000001 61 0007 54414753 01 78 02',
        '00000018 00000000 00000000 00000000 00000002 6263 0000',
      ]
        .join('')
        .replaceAll(' ', ''),
    );
  });

  test('is read as it was written', () => {
    const property = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter((text) => !/[\u0001\u0002\ud800-\udfff]/.test(text));
    const message = fc.record({
      body: fc.uint8Array({ maxLength: 40 }),
      properties: fc.array(fc.tuple(property, property), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      flag: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        expect(decodeClientBatch(encodeClientBatch(messages))).toEqual({ kind: 'messages', messages });
      }),
    );
  });

  test('cut anywhere, it is malformed or ends between two messages', () => {
    const bytes = encodeClientBatch(MESSAGES);
    for (let length = 1; length < bytes.length; length += 1) {
      const { kind } = decodeClientBatch(bytes.subarray(0, length));
      expect([length, kind]).toEqual([length, length === 30 ? 'messages' : 'malformed']);
    }
  });

  test('a negative length is malformed', () => {
    const bytes = encodeClientBatch(MESSAGES);
    bytes[16] = 0xff;
    expect(decodeClientBatch(bytes).kind).toBe('malformed');
  });
});
