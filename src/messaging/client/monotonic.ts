// Time for measuring durations. Never the wall clock: a clock that is set must not stretch a lease or a time-out.

import type { Clock } from '../../environment/clock.ts';

export function monotonicMs(clock: Clock): number {
  return clock.monotonicUs() / 1000;
}
