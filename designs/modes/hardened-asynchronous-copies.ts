// The hardened with synchronous flush and asynchronous copies: a send waits for the disk of its master alone.

import { inMode } from '../../src/scenario/mode.ts';
import { hardened } from '../hardened.ts';

export const hardenedAsynchronousCopies = inMode(hardened, 'hardened-asynchronous-copies', {
  flush: 'synchronous',
  copies: 'asynchronous',
});
