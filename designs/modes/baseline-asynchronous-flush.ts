// The baseline with asynchronous flush and double write: what a send waits for is a copy in the page cache of another machine.

import { inMode } from '../../src/scenario/mode.ts';
import { baseline } from '../baseline.ts';

export const baselineAsynchronousFlush = inMode(baseline, 'baseline-asynchronous-flush', {
  flush: 'asynchronous',
  copies: 'double write',
});
