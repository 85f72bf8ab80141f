// How likely a failure still is when everything up to a moment stays and everything after it is drawn anew: measured at some moments, and
// where to measure next.

import { compareNumbers } from '../../base/compare.ts';
import { leastRise, PROMISING, type Proportion, shareOf } from './proportion.ts';

export interface CurvePoint {
  readonly atUs: number;
  readonly runs: number;
  /** Runs that failed as the saved one did. */
  readonly same: number;
  /** Runs that failed in whatever way. */
  readonly any: number;
}

/** Narrower than this a stretch need not be split. */
export const RESOLUTION_US = 2000;
/** A rise that nobody would look at. */
export const LEAST_RISE = 0.1;

export class Curve {
  readonly #points = new Map<number, CurvePoint>();

  add(atUs: number, run: { readonly isSame: boolean; readonly isFailure: boolean }): void {
    const { runs, same, any } = this.#points.get(atUs) ?? { runs: 0, same: 0, any: 0 };
    this.#points.set(atUs, {
      atUs,
      runs: runs + 1,
      same: same + (run.isSame ? 1 : 0),
      any: any + (run.isFailure ? 1 : 0),
    });
  }

  /** In the order of time. */
  points(): readonly CurvePoint[] {
    return [...this.#points.values()].sort((left, right) => left.atUs - right.atUs);
  }
}

export function sameOf({ same, runs }: CurvePoint): Proportion {
  return { hits: same, runs };
}

/**
 * So many moments evenly from the start to the end, both included, and as many again where most happened, less one: a failure may be found
 * long after everything has calmed down. `happenings` are times, ascending.
 */
export function firstMoments(endUs: number, happenings: readonly number[], count: number): readonly number[] {
  const even = Array.from({ length: count }, (_, index) => Math.round((endUs * index) / (count - 1)));
  const busy = Array.from({ length: count - 1 }, (_, index) => {
    const place = Math.floor(((index + 1) * happenings.length) / count);
    return Math.min(happenings[place] ?? endUs, endUs);
  });
  return [...new Set([...even, ...busy])].sort(compareNumbers);
}

/** The middle of the stretch in which the likelihood rises most; undefined when no stretch is worth a closer look. */
export function nextMoment(points: readonly CurvePoint[]): number | undefined {
  let best: { readonly rise: number; readonly middleUs: number } | undefined;
  for (const [index, after] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined || after.atUs - before.atUs <= RESOLUTION_US) continue;
    const rise = shareOf(sameOf(after)) - shareOf(sameOf(before));
    if (rise < LEAST_RISE || leastRise(sameOf(before), sameOf(after), PROMISING) <= 0) continue;
    if (best !== undefined && rise <= best.rise) continue;
    best = { rise, middleUs: Math.floor((before.atUs + after.atUs) / 2) };
  }
  return best?.middleUs;
}

/** The moment from which on the failure was all but certain; undefined when it never was before its end. */
export function inevitableFromUs(points: readonly CurvePoint[], certainty: number): number | undefined {
  const last = points.findLastIndex((point) => shareOf(sameOf(point)) < certainty);
  return points[last + 1]?.atUs;
}
