import { describe, expect, test } from 'vitest';
import { encodeText, fromHex, toHex } from '../../base/bytes.ts';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { MessageDraft } from './message.ts';
import { decodeRecord, decodeRecords, encodeBlankHead, encodeRecord, measureRecord } from './record.ts';
import { layoutOf, RECORD_FIELDS } from './record-layout.ts';
import { scanRecord } from './record-scan.ts';

const DRAFT: MessageDraft = {
  topic: 'TopicTest',
  body: encodeText('Hello RocketMQ'),
  properties: new Map([
    ['KEYS', 'K1'],
    ['TAGS', 'TagA'],
    ['WAIT', 'true'],
  ]),
  flag: 0,
  queueId: 2,
  systemFlag: 0,
  bornTimestampMs: 1_700_000_000_000,
  bornHost: '192.168.0.10:54321',
  storeHost: '192.168.0.1:10911',
  reconsumeTimes: 0,
  preparedTransactionPosition: logPosition(0),
};
const PLACE = {
  position: logPosition(1024),
  queueOffset: queueOffset(5),
  storeTimestampMs: 1_700_000_000_123,
};
const GOLDEN = [
  '0000008e daa320a7 69c865ed 00000002 00000000 0000000000000005 0000000000000400 00000000',
  '0000018bcfe56800 c0a8000a0000d431 0000018bcfe5687b c0a8000100002a9f 00000000 0000000000000000',
  '0000000e 48656c6c6f20526f636b65744d51 09 546f70696354657374',
  '001c 4b455953014b310254414753015461674102574149540174727565 02',
]
  .join('')
  .replaceAll(' ', '')
  .toUpperCase();

function encode(draft: MessageDraft): Uint8Array {
  return encodeRecord(draft, measureRecord(draft), PLACE);
}

function decodeOne(bytes: Uint8Array) {
  const decoding = decodeRecords(bytes);
  if (decoding.kind !== 'records') throw new Error(decoding.reason);
  expect(decoding.messages).toHaveLength(1);
  return decoding.messages[0];
}

describe('layout', () => {
  test('positions of fixed fields are those of a version 1 record with IPv4 hosts', () => {
    const layout = layoutOf(1, 0);
    expect(layout.at).toEqual({
      totalSize: 0,
      magic: 4,
      bodyCrc: 8,
      queueId: 12,
      flag: 16,
      queueOffset: 20,
      position: 28,
      systemFlag: 36,
      bornTimestampMs: 40,
      bornHost: 48,
      storeTimestampMs: 56,
      storeHost: 64,
      reconsumeTimes: 72,
      preparedTransactionPosition: 76,
    });
    expect(layout.headBytes).toBe(84);
    expect(layout.overheadBytes).toBe(91);
  });

  test('version 2 has one more byte of topic length, each IPv6 host twelve more', () => {
    expect(layoutOf(2, 0).overheadBytes).toBe(92);
    expect(layoutOf(1, 16).overheadBytes).toBe(103);
    expect(layoutOf(2, 16 | 32).overheadBytes).toBe(116);
    expect(RECORD_FIELDS).toHaveLength(17);
  });
});

describe('encoding', () => {
  test('the record of the reference vector, byte for byte', () => {
    const bytes = encode(DRAFT);
    expect(bytes.length).toBe(142);
    expect(toHex(bytes)).toBe(GOLDEN);
  });

  test('decoding restores the draft and its place', () => {
    expect(decodeOne(fromHex(GOLDEN) as Uint8Array)).toEqual({
      ...DRAFT,
      ...PLACE,
      recordSize: 142,
      bodyCrc: 1_774_740_973,
    });
  });

  test.each([
    ['born on IPv6', { bornHost: '[2001:db8::1]:9' }, 16],
    ['stored on IPv6', { storeHost: '[::1]:10911' }, 32],
    ['both on IPv6', { bornHost: '[fe80::1:0:0:2]:1', storeHost: '[1:2:3:4:5:6:7:8]:65535' }, 48],
    ['a stale IPv6 bit', { systemFlag: 48 | 4 }, 4],
    ['text beyond ASCII', { topic: 'T', properties: new Map([['ключ', '中文\u{1f680}']]) }, 0],
    ['an empty body', { body: new Uint8Array(0), properties: new Map<string, string>() }, 0],
    ['a topic for version 2', { topic: `%RETRY%${'g'.repeat(150)}` }, 0],
  ])('round trip: %s', (_name, change, systemFlag) => {
    const draft = { ...DRAFT, ...change };
    const bytes = encode(draft);
    expect(decodeOne(bytes)).toMatchObject({ ...draft, ...PLACE, systemFlag, recordSize: bytes.length });
  });
});

describe('scan', () => {
  const options = { checkCrc: true };

  test('a record at a place other than the start', () => {
    const bytes = new Uint8Array(300);
    bytes.set(encode(DRAFT), 50);
    const scan = scanRecord(bytes, 50, options);
    if (scan.kind !== 'record') throw new Error(scan.kind);
    expect(scan.recordSize).toBe(142);
    expect(decodeRecord(bytes, 50, scan.layout).topic).toBe('TopicTest');
  });

  test('blank, end, incomplete', () => {
    expect(toHex(encodeBlankHead(77))).toBe('0000004DCBD43194');
    expect(scanRecord(encodeBlankHead(77), 0, options).kind).toBe('blank');
    expect(scanRecord(new Uint8Array(20), 0, options).kind).toBe('end');
    expect(scanRecord(new Uint8Array(3), 0, options).kind).toBe('end');
    expect(scanRecord(encode(DRAFT).subarray(0, 141), 0, options)).toEqual({
      kind: 'incomplete',
      neededBytes: 142,
    });
  });

  test('a changed body is corrupt only where the checksum is asked for', () => {
    const bytes = encode(DRAFT);
    bytes[90] = 0;
    expect(scanRecord(bytes, 0, options)).toEqual({ kind: 'corrupt', reason: 'body checksum' });
    expect(scanRecord(bytes, 0, { checkCrc: false }).kind).toBe('record');
  });

  test('no change of a single length, size or magic byte is taken for a record of the same size', () => {
    for (const at of [0, 1, 2, 3, 4, 5, 6, 7, 84, 85, 86, 87, 102, 112, 113]) {
      for (const change of [1, 0x80, 0xff]) {
        const bytes = encode(DRAFT);
        bytes[at] = (bytes[at] as number) ^ change;
        expect(['corrupt', 'incomplete'], `byte ${at} ^ ${change}`).toContain(
          scanRecord(bytes, 0, options).kind,
        );
      }
    }
  });

  test('every cut of a record is incomplete, never a throw', () => {
    const bytes = encode(DRAFT);
    for (let length = 1; length < bytes.length; length += 1) {
      expect(decodeRecords(bytes.subarray(0, length)).kind, `cut at ${length}`).toBe('malformed');
    }
  });
});
