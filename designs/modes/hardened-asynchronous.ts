// The hardened with asynchronous flush and asynchronous copies: a send waits for the page cache of its master alone.

import { inMode } from '../../src/scenario/mode.ts';
import { hardened } from '../hardened.ts';

export const hardenedAsynchronous = inMode(hardened, 'hardened-asynchronous', {
  flush: 'asynchronous',
  copies: 'asynchronous',
});
