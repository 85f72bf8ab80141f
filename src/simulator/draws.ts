// Keyed chance: every draw hashes (seed, purpose, identity). There is no stream to advance, so no draw disturbs another.
// Integers only.

import { fold32, hashText, mix32, scaleToBound } from '../base/hash.ts';

/** Hash of a purpose's text; compute it once, where the purpose is declared. */
export type Purpose = number & { readonly brand: 'Purpose' };

export function purpose(text: string): Purpose {
  return hashText(text) as Purpose;
}

export class Draws {
  readonly #seed: number;
  readonly #seedAgain: number;

  constructor(seed: string) {
    this.#seed = hashText(seed, 0x243f6a88);
    this.#seedAgain = hashText(seed, 0x13198a2e);
  }

  /** Uniform int32 for this purpose of this identity. */
  int32(purpose: Purpose, high: number, low: number): number {
    return mix32(fold32(fold32(this.#seed ^ purpose, high), low) ^ this.#seedAgain);
  }

  /** Uniform integer in [0, bound). */
  below(bound: number, purpose: Purpose, high: number, low: number): number {
    return scaleToBound(this.int32(purpose, high, low), bound);
  }

  /** Uniform integer in [minimum, maximum]. */
  between(
    minimum: number,
    maximum: number,
    purpose: Purpose,
    identity: { high: number; low: number },
  ): number {
    return minimum + this.below(maximum - minimum + 1, purpose, identity.high, identity.low);
  }

  /** True with a chance of `perMillion` in 1,000,000. */
  chance(perMillion: number, purpose: Purpose, high: number, low: number): boolean {
    return perMillion > 0 && this.below(1_000_000, purpose, high, low) < perMillion;
  }
}
