// Vectors of the small words around a message: hashes, properties, ids, names, flags.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../base/bytes.ts';
import { logPosition } from '../../base/numbers.ts';
import { readHost, writeHost } from './host-address.ts';
import { javaHash } from './java-hash.ts';
import { monthStartMs, offsetMessageId, parseOffsetMessageId, uniqueKey } from './message-id.ts';
import {
  formatProperties,
  messageKeys,
  parseProperties,
  propertiesByteLength,
  waitsForStore,
  writeProperties,
} from './properties.ts';
import { compression, isQueued, transactionState, withTransactionState } from './system-flag.ts';
import { groupOfTopic, isLegalGroup, isLegalTopic, retryTopic } from './topic-name.ts';

test.each([
  ['TagA', 2598919],
  ['TagB', 2598920],
  ['', 0],
  ['TopicTest#KEY1', -1656969516],
  ['TopicTest#KEY-2024', -838585392],
  ['polygenelubricants', -2147483648],
  ['中文', 646394],
])('Java hash of %j', (text, hash) => {
  expect(javaHash(text)).toBe(hash);
});

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

  test('keys are separated by spaces, and a message waits unless it says otherwise', () => {
    expect(messageKeys(new Map([['KEYS', ' a  b ']]))).toEqual(['a', 'b']);
    expect(messageKeys(new Map())).toEqual([]);
    expect(waitsForStore(new Map())).toBe(true);
    expect(waitsForStore(new Map([['WAIT', 'TRUE']]))).toBe(true);
    expect(waitsForStore(new Map([['WAIT', 'false']]))).toBe(false);
  });
});

describe('host address', () => {
  test.each([
    ['10.0.0.255:65535', '0A0000FF0000FFFF'],
    ['[2001:db8::ff00:42:8329]:80', '20010DB8000000000000FF000042832900000050'],
    ['[::]:0', '0000000000000000000000000000000000000000'],
    ['[1::]:1', '0001000000000000000000000000000000000001'],
    ['[1:0:2:3:4:5:6:7]:1', '0001000000020003000400050006000700000001'],
  ])('%s', (address, hex) => {
    const bytes = new Uint8Array(hex.length / 2);
    expect(writeHost(bytes, 0, address)).toBe(bytes.length);
    expect(toHex(bytes)).toBe(hex);
    expect(readHost(bytes, 0, address.startsWith('['))).toBe(address);
  });

  test.each([
    '',
    '1.2.3:4',
    '1.2.3.4',
    '256.1.1.1:1',
    '1.2.3.4:70000',
    '1.2.3.4.5:1',
    '[1::2::3]:1',
    '[1:2]:3',
    '[::1]',
  ])('%j is refused', (address) => {
    expect(() => writeHost(new Uint8Array(20), 0, address)).toThrow('not ');
  });
});

describe('ids', () => {
  test('offset message id, both ways', () => {
    const id = offsetMessageId('192.168.0.1:10911', logPosition(1024));
    expect(id).toBe('C0A8000100002A9F0000000000000400');
    expect(parseOffsetMessageId(id)).toEqual({ storeHost: '192.168.0.1:10911', position: 1024 });
    const v6 = offsetMessageId('[::1]:1', logPosition(7));
    expect(v6).toHaveLength(56);
    expect(parseOffsetMessageId(v6)).toEqual({ storeHost: '[::1]:1', position: 7 });
    expect(parseOffsetMessageId('C0A8')).toBeUndefined();
    expect(parseOffsetMessageId(`${id.slice(0, 16)}FFFFFFFFFFFFFFFF`)).toBeUndefined();
  });

  test('unique key: ip, process, loader, milliseconds since the month began, counter', () => {
    const source = { host: '10.0.0.7', processNumber: 0x1_1234, loaderNumber: 3 };
    const key = uniqueKey(source, Date.UTC(2024, 1, 29, 0, 0, 1), 0x1_0005);
    const sinceMonth = 28 * 86_400_000 + 1000;
    expect(key).toBe(`0A000007123400000003${sinceMonth.toString(16).toUpperCase()}0005`);
    expect(key).toHaveLength(32);
    expect(uniqueKey({ ...source, host: '[::1]' }, 0, 0)).toHaveLength(56);
  });

  test('month starts agree with the calendar', () => {
    for (let day = -800; day < 40_000; day += 7) {
      const wallMs = day * 86_400_000 + 12_345;
      const date = new Date(wallMs);
      expect(monthStartMs(wallMs)).toBe(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
    }
  });
});

test('system flag', () => {
  expect(transactionState(1 | 4)).toBe('prepared');
  expect(transactionState(12)).toBe('rollback');
  expect(withTransactionState(1 | 12, 'commit')).toBe(9);
  expect(withTransactionState(12, 'none')).toBe(0);
  expect([0, 4, 8, 12].map(isQueued)).toEqual([true, false, true, false]);
  expect([0, 1, 1 | 256, 1 | 512, 1 | 768, 1 | 1024].map(compression)).toEqual([
    'none',
    'zlib',
    'lz4',
    'zstd',
    'zlib',
    'unknown',
  ]);
});

test('topic and group names', () => {
  expect(isLegalTopic('a-B_9|%')).toBe(true);
  for (const topic of ['', 'a.b', 'a/b', 'a b', 'ü', 'x'.repeat(128)])
    expect(isLegalTopic(topic), topic).toBe(false);
  expect(isLegalTopic(retryTopic('g'.repeat(120)))).toBe(true);
  expect(isLegalGroup('g'.repeat(120))).toBe(true);
  expect(isLegalGroup('g'.repeat(121))).toBe(false);
  expect(groupOfTopic('%DLQ%g')).toBe('g');
  expect(groupOfTopic('g')).toBeUndefined();
});
