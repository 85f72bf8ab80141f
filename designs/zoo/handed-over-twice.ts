// Known bad (mission row A3): a consumer hands the first message of a large fetch to its listener twice. Nothing has failed and no queue has
// changed hands: none of the documented causes of a duplicate is there.

import { type MakeBatches, makeBatches } from '../../src/messaging/client/consume-batches.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const LARGE_FETCH = 4;

const withRepetition: MakeBatches = (messages, batchSize) => {
  const again = messages.length < LARGE_FETCH ? [] : messages.slice(0, 1);
  return [...makeBatches(again, batchSize), ...makeBatches(messages, batchSize)];
};

export const handedOverTwice: Design = {
  name: 'handed-over-twice',
  doc: 'Hands the first message of a large fetch to the listener twice.',
  options: baseline.options,
  parts: { client: { makeBatches: withRepetition } },
  limits: baseline.limits,
  defect: { source: 'mission row A3', oracle: 'duplicates-have-causes', scenario: 'power-loss' },
};
