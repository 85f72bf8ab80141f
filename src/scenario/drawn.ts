// One value of a fast-check arbitrary from a text key: no shared stream, so no value disturbs another.

import { type Arbitrary, Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { hashText, scaleToBound } from '../base/hash.ts';

const PLAIN_SALT = 0x452821e6;

/** A plain JSON value; fast-check's own objects have no prototype. */
export function drawn<T>(arbitrary: Arbitrary<T>, key: string): T {
  const random = new Random(xoroshiro128plus(hashText(key)));
  return JSON.parse(JSON.stringify(arbitrary.generate(random, undefined).value)) as T;
}

/** An integer in [minimum, maximum] from a text key. */
export function drawnBetween(minimum: number, maximum: number, key: string): number {
  return minimum + scaleToBound(hashText(key, PLAIN_SALT), maximum - minimum + 1);
}
