import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { queueOffset } from '../../base/numbers.ts';
import { decodeOffsets, encodeOffsets } from './local-offset-format.ts';

const progress = (queueId: number, offset: number) => ({
  queue: { topic: 'orders', brokerName: 'broker-a', queueId },
  offset: queueOffset(offset),
});

describe('offsets.json', () => {
  test('has queues as keys, sorted, and is read again', () => {
    const bytes = encodeOffsets([progress(1, 7), progress(0, 5)]);
    expect(decodeText(bytes).replaceAll(/\s/g, '')).toBe(
      '{"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"orders"}:5,{"brokerName":"broker-a","queueId":1,"topic":"orders"}:7}}',
    );
    expect([...(decodeOffsets(bytes)?.values() ?? [])]).toEqual([progress(0, 5), progress(1, 7)]);
    expect(decodeOffsets(encodeOffsets([]))).toEqual(new Map());
  });

  test('is read in whatever order and layout its keys were written', () => {
    const text = '{\n\t"offsetTable":{{ "topic":"orders", "queueId":1,\n"brokerName":"broker-a" } : 7}}';
    expect([...(decodeOffsets(encodeText(text))?.values() ?? [])]).toEqual([progress(1, 7)]);
  });

  test.each([
    '',
    '{',
    '{"offsetTable":{1:2}}',
    '{"offsetTable":{{"topic":"t","queueId":1,"brokerName":"b"}:-1}}',
  ])('is no offsets.json: %s', (text) => {
    expect(decodeOffsets(encodeText(text))).toBeUndefined();
  });
});
