import { expect, test } from 'vitest';
import type { StoredMessage } from '../message/message.ts';
import { makeBatches } from './consume-batches.ts';

/** Only told apart here. */
const messages = Array.from({ length: 7 }, (_, queueOffset) => ({ queueOffset }) as StoredMessage);

const offsets = (batchSize: number) =>
  makeBatches(messages, batchSize).map((batch) => batch.map(({ queueOffset }) => queueOffset));

test('every message is in one batch, in order, the last one perhaps shorter', () => {
  expect(offsets(3)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(offsets(7)).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
  expect(offsets(1)).toHaveLength(7);
  expect(makeBatches([], 3)).toEqual([]);
});
