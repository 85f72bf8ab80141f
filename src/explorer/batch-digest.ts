// The fingerprint of a batch: a sum over its runs, so that neither the order of runs nor their distribution over workers and shards
// matters. Digests of shards add up to the digest of the whole.

import { hashText } from '../base/hash.ts';

const HIGH_SALT = 0x452821e6 | 0;
const LOW_SALT = 0x38d01377 | 0;
const MASK = 0xffffffffffffffffn;
const HEX_DIGITS = 16;

export class BatchDigest {
  #sum = 0n;

  add(run: {
    readonly scenario: string;
    readonly design: string;
    readonly seed: string;
    readonly digest: string;
  }): void {
    const text = JSON.stringify([run.scenario, run.design, run.seed, run.digest]);
    const high = BigInt(hashText(text, HIGH_SALT) >>> 0);
    const low = BigInt(hashText(text, LOW_SALT) >>> 0);
    this.#sum = (this.#sum + (high << 32n) + low) & MASK;
  }

  value(): string {
    return this.#sum.toString(16).padStart(HEX_DIGITS, '0');
  }
}
