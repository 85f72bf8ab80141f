// Time as a process can know it.

export interface Clock {
  /** Milliseconds since 1970 by this machine's clock: it can be wrong, jump and go back. */
  wallMs(): number;
  /** Integer microseconds since an arbitrary start: never goes back, not comparable between machines. */
  monotonicUs(): number;
}
