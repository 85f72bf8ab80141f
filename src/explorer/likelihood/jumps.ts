// The jumps of a curve: stretches in which the failure became more likely beyond doubt, as short as the measurements allow. What rises
// slowly is found in longer stretches.

import { type CurvePoint, LEAST_RISE, sameOf } from './curve.ts';
import { leastRise, SURE, shareOf } from './proportion.ts';

export interface Jump {
  /** After this moment … */
  readonly fromUs: number;
  /** … and up to this one it happened. */
  readonly toUs: number;
  readonly before: number;
  readonly after: number;
}

const JUMPS_MAX = 5;
const MOST_OF_RISE = 0.8;

/** Greatest rise first. */
export function findJumps(points: readonly CurvePoint[]): readonly Jump[] {
  const found: Jump[] = [];
  for (let span = 1; span < points.length; span += 1) {
    for (const jump of jumpsOver(points, span)) {
      if (found.every((other) => other.toUs <= jump.fromUs || jump.toUs <= other.fromUs)) found.push(jump);
    }
  }
  return found.sort(byRise).slice(0, JUMPS_MAX);
}

/** Stretches over so many measurements, greatest rise first. */
function jumpsOver(points: readonly CurvePoint[], span: number): readonly Jump[] {
  const jumps: Jump[] = [];
  for (const [index, earlier] of points.entries()) {
    const later = points[index + span];
    if (later === undefined) break;
    if (riseOf(earlier, later) < LEAST_RISE || leastRise(sameOf(earlier), sameOf(later), SURE) <= 0) continue;
    jumps.push(narrowed(points.slice(index, index + span + 1)));
  }
  return jumps.sort(byRise);
}

/** The shortest part of a stretch that has most of its rise. */
function narrowed(points: readonly CurvePoint[]): Jump {
  const [first, last] = [points[0], points.at(-1)] as [CurvePoint, CurvePoint];
  const enough = riseOf(first, last) * MOST_OF_RISE;
  let best: readonly [CurvePoint, CurvePoint] = [first, last];
  for (const [index, earlier] of points.entries()) {
    const later = points.slice(index + 1).find((point) => riseOf(earlier, point) >= enough);
    if (later !== undefined && later.atUs - earlier.atUs < best[1].atUs - best[0].atUs)
      best = [earlier, later];
  }
  const [earlier, later] = best;
  return {
    fromUs: earlier.atUs,
    toUs: later.atUs,
    before: shareOf(sameOf(earlier)),
    after: shareOf(sameOf(later)),
  };
}

function riseOf(earlier: CurvePoint, later: CurvePoint): number {
  return shareOf(sameOf(later)) - shareOf(sameOf(earlier));
}

function byRise(left: Jump, right: Jump): number {
  return right.after - right.before - (left.after - left.before) || left.fromUs - right.fromUs;
}
