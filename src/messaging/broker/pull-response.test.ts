import { expect, test } from 'vitest';
import type { ReadStatus } from '../store/read-result.ts';
import { pullResponseCode } from './pull-response.ts';

test('every outcome of a read has the code that clients of RocketMQ expect', () => {
  const codes: Readonly<Record<ReadStatus, readonly [number, number]>> = {
    FOUND: [0, 0],
    MESSAGE_WAS_REMOVING: [20, 20],
    NO_MATCHED_MESSAGE: [20, 20],
    NO_MATCHED_LOGIC_QUEUE: [19, 21],
    NO_MESSAGE_IN_QUEUE: [19, 21],
    OFFSET_FOUND_NULL: [19, 19],
    OFFSET_OVERFLOW_ONE: [19, 19],
    OFFSET_OVERFLOW_BADLY: [21, 21],
    OFFSET_TOO_SMALL: [21, 21],
  };
  for (const [status, [atStart, later]] of Object.entries(codes)) {
    expect([status, pullResponseCode(status as ReadStatus, 0)]).toEqual([status, atStart]);
    expect([status, pullResponseCode(status as ReadStatus, 5)]).toEqual([status, later]);
  }
});
