// What the golden index file holds: few slots, so that keys share them, and keys whose hashes are special.

import { logPosition } from '../../src/base/numbers.ts';

export const GOLDEN_INDEX_SLOTS = 7;
export const GOLDEN_INDEX_ENTRIES = 12;

const START_MS = 1_700_000_000_123;

/** In the order in which they are put. */
export const GOLDEN_INDEX_KEYS = [
  { topic: 'TopicTest', key: 'KEY1', position: logPosition(0), storeTimestampMs: START_MS },
  { topic: 'TopicTest', key: 'KEY-2024', position: logPosition(0), storeTimestampMs: START_MS },
  { topic: 'TopicTest', key: 'KEY1', position: logPosition(142), storeTimestampMs: START_MS + 999 },
  { topic: '', key: '', position: logPosition(284), storeTimestampMs: START_MS + 1000 },
  { topic: '中文', key: '🙂', position: logPosition(400), storeTimestampMs: START_MS + 3_600_000 },
  { topic: 'TopicTest', key: 'KEY1', position: logPosition(500), storeTimestampMs: START_MS - 5000 },
  {
    topic: 'TopicTest',
    key: 'KEY2',
    position: logPosition(0x1f_ffff_ffff_ff00),
    storeTimestampMs: START_MS + 1,
  },
  {
    topic: 'TopicTest',
    key: 'KEY3',
    position: logPosition(5),
    storeTimestampMs: START_MS + 8_000_000_000_000,
  },
] as const;
