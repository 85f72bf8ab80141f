// The baseline with asynchronous flush and asynchronous copies: a send waits for the page cache of its master alone.

import { inMode } from '../../src/scenario/mode.ts';
import { baseline } from '../baseline.ts';

export const baselineAsynchronous = inMode(baseline, 'baseline-asynchronous', {
  flush: 'asynchronous',
  copies: 'asynchronous',
});
