import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { queueKey } from '../message/message-queue.ts';
import {
  decodeConsumeStats,
  decodeQueueOffsets,
  decodeTopicStats,
  encodeConsumeStats,
  encodeQueueOffsets,
  encodeTopicStats,
} from './queue-table.ts';

const offset = fc.nat();
const queue = fc.record({
  topic: fc.string({ unit: 'grapheme' }),
  brokerName: fc.string(),
  queueId: fc.nat(64),
});

function byQueue<Value>(value: fc.Arbitrary<Value>) {
  return fc.uniqueArray(fc.tuple(queue, value), { selector: ([key]) => queueKey(key) });
}

describe('a table by queue', () => {
  test('survives its body', () => {
    const stats = byQueue(fc.record({ minOffset: offset, maxOffset: offset, lastUpdateMs: offset }));
    const lags = byQueue(fc.record({ brokerOffset: offset, consumerOffset: offset, lastConsumedMs: offset }));
    fc.assert(
      fc.property(stats, lags, byQueue(offset), (topic, consume, offsets) => {
        expect(decodeTopicStats(encodeTopicStats(topic))).toEqual(topic);
        expect(decodeConsumeStats(encodeConsumeStats(consume))).toEqual(consume);
        expect(decodeQueueOffsets(encodeQueueOffsets(offsets))).toEqual(offsets);
      }),
    );
  });

  test('is what fastjson reads and writes: queues in the place of keys', () => {
    const text = '{"offsetTable":{{"brokerName":"b","queueId":1,"topic":"t"}:7}}';
    const table = [[{ topic: 't', brokerName: 'b', queueId: 1 }, 7]] as const;
    expect(decodeText(encodeQueueOffsets(table))).toBe(text);
    expect(decodeQueueOffsets(encodeText(text))).toEqual(table);
  });

  test.each(['', '{"offsetTable":{{"topic":"t"}:7}}', '{"offsetTable":{"t":7}}', '{"offsetTable":{{}:{}}}'])(
    '%s is none',
    (text) => {
      expect(decodeQueueOffsets(encodeText(text))).toBeUndefined();
    },
  );
});
