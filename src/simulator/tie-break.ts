// What decides between events that are due at the same microsecond. A policy is data; the event queue sorts by its rank and
// then by the order of scheduling.

import { type Draws, purpose } from './draws.ts';

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010): every chain of events has a priority
 * and runs before all those below it; at a few events, drawn by the seed, the running chain falls below all others.
 */
export interface PriorityPolicy {
  readonly kind: 'priority';
  /** Expected number of falls in a run: one less than the depth of the bugs that are looked for. */
  readonly changePoints: number;
  /** Events over which the falls are spread; 20,000 when left out. */
  readonly expectedEvents?: number;
}

export type TieBreak = 'first-in-first-out' | 'shuffle' | PriorityPolicy;

export type RankFunction = (high: number, low: number) => number;

const TIE = purpose('tie-break');

/** Rank of an event among those due at the same time, smaller runs first; undefined where this is not a matter of the event alone. */
export function rankFunction(policy: TieBreak, draws: Draws): RankFunction | undefined {
  if (policy !== 'shuffle') return undefined;
  return (high, low) => draws.int32(TIE, high, low);
}
