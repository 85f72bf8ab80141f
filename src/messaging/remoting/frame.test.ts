import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText, fromHex, toHex } from '../../base/bytes.ts';
import type { Command } from './command.ts';
import { decodeFrame, FrameEncoder } from './frame.ts';

const encoder = new FrameEncoder();

function encodeFrame(command: Command): Uint8Array {
  return encoder.encode(command);
}

const routeRequest: Command = {
  code: 105,
  language: 'RUST',
  version: 401,
  opaque: 7,
  flag: 0,
  remark: undefined,
  fields: new Map([['topic', 'T']]),
  body: new Uint8Array(0),
  encoding: 'binary',
};

function hex(text: string): Uint8Array {
  return fromHex(text.replaceAll(' ', '')) as Uint8Array;
}

function jsonFrame(header: string): Uint8Array {
  const bytes = encodeText(header);
  return Uint8Array.from([0, bytes.length >> 16, bytes.length >> 8, bytes.length, ...bytes]);
}

describe('golden frames', () => {
  const binary =
    '00000025 01000021 0069 0c 0191 00000007 00000000 00000000 0000000c 0005 746f706963 00000001 54';

  test('a route request in binary', () => {
    expect(toHex(encodeFrame(routeRequest))).toBe(toHex(hex(binary)));
    expect(decodeFrame(hex(binary).subarray(4))).toEqual(routeRequest);
  });

  test('a route request in JSON', () => {
    const header =
      '{"code":105,"extFields":{"topic":"T"},"flag":0,"language":"OTHER","opaque":7,"serializeTypeCurrentRPC":"JSON","version":401}';
    const command: Command = { ...routeRequest, language: 'OTHER', encoding: 'json' };
    const frame = encodeFrame(command);
    expect(toHex(frame)).toBe(toHex(hex('00000080 0000007c')) + toHex(encodeText(header)));
    expect(decodeFrame(frame.subarray(4))).toEqual(command);
  });
});

const int32 = fc.integer({ min: -2147483648, max: 2147483647 });
const wireText = fc.string({ unit: 'grapheme', maxLength: 12 });
const command: fc.Arbitrary<Command> = fc.record({
  code: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constant(200_050)),
  language: fc.constantFrom('JAVA', 'GO', 'OTHER', 'NODE_JS'),
  version: fc.integer({ min: 0, max: 700 }),
  opaque: int32,
  flag: fc.integer({ min: 0, max: 3 }),
  remark: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { nil: undefined }),
  fields: fc
    .array(fc.tuple(wireText, fc.oneof(wireText, fc.string({ unit: 'binary-ascii', maxLength: 5 }))), {
      maxLength: 6,
    })
    .map((entries) => new Map(entries)),
  body: fc.uint8Array({ maxLength: 64 }),
  encoding: fc.constantFrom('json', 'binary'),
});

describe('any command', () => {
  test('survives its frame; what binary cannot carry travels as JSON', () => {
    fc.assert(
      fc.property(command, (sent) => {
        const received = decodeFrame(encodeFrame(sent).subarray(4)) as Command;
        const encoding = sent.code > 32_767 ? 'json' : sent.encoding;
        expect({ ...received, body: [...received.body] }).toEqual({
          ...sent,
          encoding,
          body: [...sent.body],
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a JSON header is what JSON.stringify would write', () => {
    fc.assert(
      fc.property(command, (sent) => {
        const frame = encodeFrame({ ...sent, encoding: 'json', body: new Uint8Array(0) });
        const { code, flag, language, opaque, remark, version } = sent;
        const extFields = sent.fields.size > 0 ? Object.fromEntries(sent.fields) : undefined;
        const expected = {
          code,
          extFields,
          flag,
          language,
          opaque,
          remark,
          serializeTypeCurrentRPC: 'JSON',
          version,
        };
        expect(JSON.parse(new TextDecoder().decode(frame.subarray(8)))).toEqual(
          JSON.parse(JSON.stringify(expected)),
        );
      }),
    );
  });

  test('a lone surrogate becomes the replacement character, not a broken header', () => {
    const frame = encodeFrame({ ...routeRequest, encoding: 'json', fields: new Map([['topic', 'a\ud800']]) });
    expect(decodeFrame(frame.subarray(4))?.fields.get('topic')).toBe('a\ud800');
  });
});

describe('hostile frames', () => {
  test('random bytes decode to a command or to nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decodeFrame(bytes)));
    fc.assert(
      fc.property(command, fc.nat(), fc.nat(255), (sent, at, byte) => {
        const frame = encodeFrame(sent).subarray(4);
        frame[at % frame.length] = byte;
        decodeFrame(frame);
      }),
      { numRuns: 1000 },
    );
  });

  test('a header longer than its frame, an unknown header type, no JSON, an array, a text as code', () => {
    expect(decodeFrame(hex('00000010 7b7d'))).toBeUndefined();
    expect(decodeFrame(hex('02000002 7b7d'))).toBeUndefined();
    for (const header of [
      '{',
      '[]',
      'null',
      '{"code":"105"}',
      '{"opaque":1.5}',
      '{"extFields":[]}',
      '{"extFields":{"a":{}}}',
    ]) {
      expect(decodeFrame(jsonFrame(header)), header).toBeUndefined();
    }
  });

  test('unknown keys, absent keys, an unknown language and __proto__ are tolerated', () => {
    const read = decodeFrame(
      jsonFrame('{"code":34,"language":"ZIG","x":[1],"extFields":{"n":1,"b":true,"z":null,"__proto__":"p"}}'),
    );
    expect(read).toMatchObject({
      code: 34,
      language: 'OTHER',
      version: 0,
      opaque: 0,
      flag: 0,
      remark: undefined,
    });
    expect(read?.fields).toEqual(
      new Map([
        ['n', '1'],
        ['b', 'true'],
        ['__proto__', 'p'],
      ]),
    );
  });
});
