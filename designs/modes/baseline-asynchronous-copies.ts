// The baseline with synchronous flush and asynchronous copies: a send waits for the disk of its master alone.

import { inMode } from '../../src/scenario/mode.ts';
import { baseline } from '../baseline.ts';

export const baselineAsynchronousCopies = inMode(baseline, 'baseline-asynchronous-copies', {
  flush: 'synchronous',
  copies: 'asynchronous',
});
