// What decides between events that are due at the same microsecond. A policy is data; the event queue sorts by its rank and
// then by the order of scheduling.

import { type Draws, purpose } from './draws.ts';

export type TieBreak = 'first-in-first-out' | 'shuffle';

export type RankFunction = (high: number, low: number) => number;

const TIE = purpose('tie-break');

/** Rank of an event among those due at the same time: smaller runs first. */
export function rankFunction(policy: TieBreak, draws: Draws): RankFunction {
  if (policy === 'first-in-first-out') return () => 0;
  return (high, low) => draws.int32(TIE, high, low);
}
