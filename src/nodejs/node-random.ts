// A process's own stream of chance: seedrandom's alea, from a given seed or from the host's entropy.

import { randomBytes } from 'node:crypto';
import seedrandom from 'seedrandom';
import { assert } from '../base/assert.ts';
import type { RandomStream } from '../environment/random.ts';

const SEED_BYTES = 16;

export function nodeRandom(seed: string | undefined): RandomStream {
  const generator = seedrandom.alea(seed ?? randomBytes(SEED_BYTES).toString('hex'));
  return {
    int32: () => generator.int32(),
    below: (bound) => {
      assert(Number.isSafeInteger(bound) && bound > 0, `bound ${bound}`);
      return Math.floor(generator.double() * bound);
    },
  };
}
