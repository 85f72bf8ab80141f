// Wall time without the time in which this process did not run: a laptop that slept, a container that was paused, a thread that was held up.
// Runs are given up by it, so that none is called stalled for what its machine did.

export class AwakeClock {
  readonly #stepMaxMs: number;
  #lastMs: number;
  #awakeMs = 0;

  /** A longer step counts as this long. */
  constructor(stepMaxMs: number, startMs: number) {
    this.#stepMaxMs = stepMaxMs;
    this.#lastMs = startMs;
  }

  get nowMs(): number {
    return this.#awakeMs;
  }

  tick(wallMs: number): void {
    this.#awakeMs += Math.min(wallMs - this.#lastMs, this.#stepMaxMs);
    this.#lastMs = wallMs;
  }
}
