import { expect, test } from 'vitest';
import { tagsCodeOf } from './dispatch-record.ts';
import { DEFAULT_STORE_OPTIONS } from './options.ts';

test('tags code: hash of the tag, in the schedule topic the moment of delivery', () => {
  const context = { storeTimestampMs: 1_000_000, delayLevelsMs: DEFAULT_STORE_OPTIONS.delayLevelsMs };
  const code = (topic: string, properties: [string, string][]) =>
    tagsCodeOf(topic, new Map(properties), context);
  expect(code('T', [['TAGS', 'TagA']])).toBe(2_598_919);
  expect(code('T', [])).toBe(0);
  expect(code('T', [['DELAY', '3']])).toBe(0);
  expect(code('SCHEDULE_TOPIC_XXXX', [['DELAY', '3']])).toBe(1_010_000);
  expect(code('SCHEDULE_TOPIC_XXXX', [['DELAY', '99']])).toBe(8_200_000);
  expect(code('SCHEDULE_TOPIC_XXXX', [['TAGS', 'TagA']])).toBe(2_598_919);
});
