// Our bytes are those that RocketMQ's own classes write for the same messages and frames: golden.json is what they said, see README.md.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { offsetMessageId } from '../../src/messaging/message/message-id.ts';
import { decodeRecord, encodeRecord, measureRecord } from '../../src/messaging/message/record.ts';
import { type RecordScan, scanRecord } from '../../src/messaging/message/record-scan.ts';
import { decodeFrame, FrameEncoder } from '../../src/messaging/remoting/frame.ts';
import { CONSUME_QUEUE_UNIT_BYTES, writeUnit } from '../../src/messaging/store/consume-queue-unit.ts';
import { readDispatchRecord } from '../../src/messaging/store/dispatch-record.ts';
import { DEFAULT_STORE_OPTIONS } from '../../src/messaging/store/options.ts';
import { GOLDEN_FRAMES } from './frames.ts';
import { GOLDEN_MESSAGES } from './messages.ts';

interface Golden {
  readonly messages: readonly {
    readonly name: string;
    readonly record: string;
    readonly unit: string;
    readonly isAccepted: boolean;
    readonly keys?: string;
    readonly uniqueKey?: string;
    readonly messageId: string;
  }[];
  readonly frames: readonly { readonly name: string; readonly frame: string }[];
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}

function scanned(bytes: Uint8Array): Extract<RecordScan, { kind: 'record' }> {
  const scan = scanRecord(bytes, 0, { checkCrc: true });
  if (scan.kind !== 'record') throw new Error(scan.kind);
  return scan;
}

test('every fixed message and frame has its bytes', () => {
  expect(golden.messages.map(({ name }) => name)).toEqual(GOLDEN_MESSAGES.map(({ name }) => name));
  expect(golden.frames.map(({ name }) => name)).toEqual(GOLDEN_FRAMES.map(({ name }) => name));
});

describe.each(GOLDEN_MESSAGES)('message: $name', ({ name, draft, place }) => {
  const due = golden.messages.find((each) => each.name === name);
  if (due === undefined) return;
  const record = bytesOf(due.record);

  test('is encoded as RocketMQ does', () => {
    expect(toHex(encodeRecord(draft, measureRecord(draft), place))).toBe(due.record);
  });

  test('is decoded to itself', () => {
    const { layout, recordSize } = scanned(record);
    expect(due.isAccepted).toBe(true);
    expect(recordSize).toBe(record.length);
    const { bodyCrc: _crc, systemFlag, ...decoded } = decodeRecord(record, 0, layout);
    const { systemFlag: own, ...sent } = draft;
    expect({ ...decoded, body: toHex(decoded.body) }).toEqual({
      ...sent,
      ...place,
      recordSize,
      body: toHex(draft.body),
    });
    expect(systemFlag & ~0x30).toBe(own);
  });

  test('has its unit, its keys and its id', () => {
    const { layout, recordSize } = scanned(record);
    const step = {
      kind: 'record',
      position: place.position,
      recordSize,
      bytes: record,
      start: 0,
      layout,
    } as const;
    const dispatched = readDispatchRecord(step, DEFAULT_STORE_OPTIONS.delayLevelsMs);
    const unit = new Uint8Array(CONSUME_QUEUE_UNIT_BYTES);
    writeUnit(unit, 0, dispatched);
    expect(toHex(unit)).toBe(due.unit);
    expect(dispatched.properties.get('KEYS') ?? '').toBe(due.keys ?? '');
    expect(dispatched.properties.get('UNIQ_KEY')).toBe(due.uniqueKey);
    expect(offsetMessageId(draft.storeHost, place.position)).toBe(due.messageId);
  });
});

describe.each(GOLDEN_FRAMES)('frame: $name', ({ name, command }) => {
  const due = golden.frames.find((each) => each.name === name)?.frame ?? '';

  test('is encoded as RocketMQ does', () => {
    expect(toHex(new FrameEncoder().encode(command))).toBe(due);
  });

  test('is decoded to itself', () => {
    const decoded = decodeFrame(bytesOf(due).subarray(4));
    expect({ ...decoded, body: toHex(decoded?.body ?? new Uint8Array(1)) }).toEqual({
      ...command,
      body: toHex(command.body),
    });
  });
});
