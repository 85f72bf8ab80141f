// Known bad (ST-10, ROCKETMQ-332): a reader counts from the oldest segment to the one that it wants, others run, and then it takes the
// segment of that number. When retention has removed the oldest meanwhile, it is the next one.

import type { FindBytes } from '../../src/messaging/store/found-bytes.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const findByNumber: FindBytes = (row, position, length) => {
  if (position < row.start) return undefined;
  const index = Math.floor((position - row.start) / row.segmentBytes);
  const offset = position % row.segmentBytes;
  return { read: () => row.segment(index)?.file.read(offset, length), release: () => {} };
};

export const shiftedSegment: Design = {
  name: 'st-10-shifted-segment',
  doc: 'Finds a segment of the log by its number, and takes the one that has this number later.',
  options: baseline.options,
  parts: { store: { findBytes: findByNumber } },
  limits: baseline.limits,
  defect: { source: 'ROCKETMQ-332', scenario: 'backlog', oracle: 'delivered-stays' },
};
