// The hardened with asynchronous flush and double write: what a send waits for is a copy in the page cache of another machine.

import { inMode } from '../../src/scenario/mode.ts';
import { hardened } from '../hardened.ts';

export const hardenedAsynchronousFlush = inMode(hardened, 'hardened-asynchronous-flush', {
  flush: 'asynchronous',
  copies: 'double write',
});
