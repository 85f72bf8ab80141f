// What so many hits in so many runs say about a probability. Statistics over finished runs; nothing of a run depends on them.

export interface Proportion {
  readonly hits: number;
  readonly runs: number;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Standard deviations on either side that hold 95 per cent of a normal distribution. */
export const CONFIDENT = 1.96;
/** 99 per cent: for what was looked for in many places. */
export const SURE = 2.576;
/** 80 per cent: worth another look. */
export const PROMISING = 1.282;

/** 0 without a run. */
export function shareOf({ hits, runs }: Proportion): number {
  return runs === 0 ? 0 : hits / runs;
}

/** Wilson's score interval (1927). */
export function boundsOf({ hits, runs }: Proportion, deviations: number): Bounds {
  if (runs === 0) return { low: 0, high: 1 };
  const share = hits / runs;
  const square = deviations * deviations;
  const middle = share + square / (2 * runs);
  const reach = deviations * Math.sqrt((share * (1 - share) + square / (4 * runs)) / runs);
  const whole = 1 + square / runs;
  return {
    low: hits === 0 ? 0 : (middle - reach) / whole,
    high: hits === runs ? 1 : (middle + reach) / whole,
  };
}

/** By how much at least the later share is greater than the earlier one: Newcombe's interval (1998, method 10). */
export function leastRise(earlier: Proportion, later: Proportion, deviations: number): number {
  const before = shareOf(earlier);
  const after = shareOf(later);
  const below = after - boundsOf(later, deviations).low;
  const above = boundsOf(earlier, deviations).high - before;
  return after - before - Math.sqrt(below * below + above * above);
}
