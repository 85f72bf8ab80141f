// A swizzle: machines are clogged one after the other and released one after the other, in another order. Who was cut off first, and
// with whom, differs from who comes back first: what one hears of the others is out of step. Here: when whom; clogging is the caller's.

import { type Draws, type Purpose, purpose } from '../draws.ts';
import type { Identity } from '../identity.ts';

const CLOG_ORDER = purpose('network.swizzle-clog');
const RELEASE_ORDER = purpose('network.swizzle-release');

export interface SwizzleStep {
  /** From the start of the swizzle. */
  readonly afterUs: number;
  readonly machine: number;
  readonly kind: 'clog' | 'release';
}

export interface SwizzleChance {
  readonly draws: Draws;
  /** Of what causes the swizzle. */
  readonly identity: Identity;
}

/** Clogs in the first half of the time, releases in the second; steps are in the order of their time. */
export function swizzleSteps(
  machines: readonly number[],
  durationUs: number,
  chance: SwizzleChance,
): readonly SwizzleStep[] {
  const clogged = shuffled(machines, chance, CLOG_ORDER);
  const released = otherThan(clogged, shuffled(machines, chance, RELEASE_ORDER));
  // The last release is the end.
  const placeUs = (place: number) => Math.floor((durationUs * place) / (2 * machines.length));
  return [
    ...clogged.map((machine, place): SwizzleStep => ({ afterUs: placeUs(place), machine, kind: 'clog' })),
    ...released.map(
      (machine, place): SwizzleStep => ({
        afterUs: placeUs(machines.length + place + 1),
        machine,
        kind: 'release',
      }),
    ),
  ];
}

function shuffled(machines: readonly number[], { draws, identity }: SwizzleChance, order: Purpose): number[] {
  // The rank of a machine is its own: one machine less leaves the order of the others.
  const rank = (machine: number) => draws.int32(order, identity.high ^ machine, identity.low);
  return machines.toSorted((left, right) => rank(left) - rank(right) || left - right);
}

function otherThan(order: readonly number[], candidate: readonly number[]): readonly number[] {
  const isSame = candidate.every((machine, place) => machine === order[place]);
  return isSame ? candidate.toReversed() : candidate;
}
