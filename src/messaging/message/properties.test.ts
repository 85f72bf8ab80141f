import { describe, expect, test } from 'vitest';
import { toHex } from '../../base/bytes.ts';
import {
  formatProperties,
  messageKeys,
  PropertyText,
  parseProperties,
  propertiesByteLength,
  waitsForStore,
  writeProperties,
} from './properties.ts';

describe('properties', () => {
  test('text form ends each pair; parsing accepts the older form without the last separator', () => {
    const properties = new Map([
      ['KEYS', 'a b'],
      ['TAGS', '标签'],
    ]);
    const text = formatProperties(properties);
    expect(text).toBe('KEYS\u0001a b\u0002TAGS\u0001标签\u0002');
    expect(parseProperties(text)).toEqual(properties);
    expect(parseProperties(text.slice(0, -1))).toEqual(properties);
    const bytes = new Uint8Array(propertiesByteLength(properties));
    expect(writeProperties(bytes, 0, properties)).toBe(bytes.length);
    expect(toHex(bytes)).toBe('4B455953016120620254414753 01E6A087E7ADBE02'.replace(' ', ''));
  });

  test('pairs without a name, a value or a separator are dropped', () => {
    expect(parseProperties('\u0001v\u0002k\u0001\u0002nothing\u0002\u0002a\u0001b')).toEqual(
      new Map([['a', 'b']]),
    );
    expect(parseProperties('')).toEqual(new Map());
  });

  test.each([
    'a\u0001b\u0002aa\u0001c\u0002b\u0001d\u0002',
    'x\u0001a\u0001b\u0002a\u0001last',
    'a\u0001first\u0002a\u0001second\u0002a\u0001\u0002',
    '\u0001v\u0002k\u0001\u0002nothing\u0002\u0002a\u0001b',
    '',
  ])('the text form answers as the parsed properties do: %j', (text) => {
    const [lookUp, parsed] = [new PropertyText(text), parseProperties(text)];
    for (const name of ['a', 'aa', 'b', 'x', 'k', 'nothing', 'last']) {
      expect([name, lookUp.get(name), lookUp.has(name)]).toEqual([name, parsed.get(name), parsed.has(name)]);
    }
  });

  test('keys are separated by spaces, and a message waits unless it says otherwise', () => {
    expect(messageKeys(new Map([['KEYS', ' a  b ']]))).toEqual(['a', 'b']);
    expect(messageKeys(new Map())).toEqual([]);
    expect(waitsForStore(new Map())).toBe(true);
    expect(waitsForStore(new Map([['WAIT', 'TRUE']]))).toBe(true);
    expect(waitsForStore(new Map([['WAIT', 'false']]))).toBe(false);
  });
});
