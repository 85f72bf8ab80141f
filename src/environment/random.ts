// Chance for decisions of a process: queue choice, jitter, shuffles. Never for ids that must be unique.

export interface RandomStream {
  /** Uniform int32. */
  int32(): number;
  /** Uniform integer in [0, bound); bound is a positive safe integer. */
  below(bound: number): number;
}
