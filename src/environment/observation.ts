// What a process tells about itself: the only way out for what oracles and aimed faults need. Each layer exports its own
// event types with their own `kind`. Observers never act on the process.

export interface Observation {
  readonly kind: string;
}

/** A situation that a batch of runs must have met at least once. */
export interface Reached extends Observation {
  readonly kind: 'reached';
  readonly mark: string;
}

export function reached(mark: string): Reached {
  return { kind: 'reached', mark };
}
