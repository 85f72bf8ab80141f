// Keyed chance: every draw hashes (seed, purpose, identity). There is no stream to advance, so no draw disturbs another.
// Integers only.

import { fold32, hashText, mix32, scaleToBound } from '../base/hash.ts';

/** Hash of a purpose's text; compute it once, where the purpose is declared. */
export type Purpose = number & { readonly brand: 'Purpose' };

export function purpose(text: string): Purpose {
  return hashText(text) as Purpose;
}

const SALT = 0x243f6a88;
const SALT_AGAIN = 0x13198a2e;

export class Draws {
  #text: string;
  #seed: number;
  #seedAgain: number;
  /** The seed that the run began with. */
  readonly #first: number;
  readonly #firstAgain: number;

  constructor(seed: string) {
    this.#text = seed;
    this.#first = hashText(seed, SALT);
    this.#firstAgain = hashText(seed, SALT_AGAIN);
    this.#seed = this.#first;
    this.#seedAgain = this.#firstAgain;
  }

  /** By which everything is drawn now. */
  get seed(): string {
    return this.#text;
  }

  /** From now on every draw is another one, but those of what lasts. */
  rekey(salt: string): void {
    this.#text = `${this.#text}/again ${salt}`;
    this.#seed = hashText(this.#text, SALT);
    this.#seedAgain = hashText(this.#text, SALT_AGAIN);
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

  /** Uniform integer in [0, bound) for what the world is like from the start to the end: the same after a change of keys. */
  lastingBelow(bound: number, purpose: Purpose, high: number, low: number): number {
    return scaleToBound(mix32(fold32(fold32(this.#first ^ purpose, high), low) ^ this.#firstAgain), bound);
  }

  /** True with a chance of `perMillion` in 1,000,000. */
  chance(perMillion: number, purpose: Purpose, high: number, low: number): boolean {
    return perMillion > 0 && this.below(1_000_000, purpose, high, low) < perMillion;
  }
}
