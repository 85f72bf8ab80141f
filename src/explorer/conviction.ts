// How soon a known-bad design is convicted by the oracle that it names, over independent streams of seeds. Plain arithmetic; performing the
// runs is somebody else's work.

import type { Failure } from './failure.ts';

/** What one stream of seeds came to. */
export interface Stream {
  /** Runs until the named oracle spoke, that run included; null when it never did. */
  readonly seeds: number | null;
  /** Who or what spoke before, if anybody did. */
  readonly other: string | null;
}

export interface Conviction {
  /** In every stream. */
  readonly convicted: boolean;
  readonly seeds: readonly (number | null)[];
  /** Null when more than half of the streams never convicted. */
  readonly median: number | null;
  readonly otherOracle: string | null;
}

export function summarise(streams: readonly Stream[]): Conviction {
  const seeds = streams.map((stream) => stream.seeds);
  const sorted = seeds.map((count) => count ?? Number.POSITIVE_INFINITY).sort((left, right) => left - right);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
  return {
    convicted: seeds.length > 0 && seeds.every((count) => count !== null),
    seeds,
    median: Number.isFinite(median) ? median : null,
    otherOracle: streams.find(({ other }) => other !== null)?.other ?? null,
  };
}

/** Number of the first run that failed, and what spoke there. */
export function firstFailure(
  failures: readonly Failure[],
): { readonly index: number; readonly by: string } | undefined {
  let first: { index: number; by: string } | undefined;
  for (const { seed, oracle, verdict } of failures) {
    const index = Number(seed.slice(seed.lastIndexOf(':') + 1));
    if (first === undefined || index < first.index) first = { index, by: oracle ?? verdict };
  }
  return first;
}
