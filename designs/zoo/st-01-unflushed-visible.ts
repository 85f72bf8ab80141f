// Known bad (ST-01, apache/rocketmq#8239): under synchronous flush readers are shown what is not flushed yet. A power loss takes it, its
// queue offset is given to another message, and whoever had committed the offset behind it never gets that one.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const unflushedVisible: Design = {
  name: 'st-01-unflushed-visible',
  doc: 'Shows readers messages that are not flushed yet, under synchronous flush.',
  options: baseline.options,
  parts: { store: { dispatchBound: ({ writtenPosition }) => writtenPosition } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/8239',
    oracle: 'delivered-stays',
    scenario: 'power-loss',
  },
};
