// How many runs a worker gets at once: enough that handing them over costs nothing, few enough that workers finish together.

const HAND_MS = 100;
const HAND_MAX = 256;
/** Weight of the newest measurement. */
const NEW_WEIGHT = 0.3;

export class HandSize {
  #msPerRun: number | undefined;

  measure(runs: number, elapsedMs: number): void {
    if (runs === 0) return;
    const measured = elapsedMs / runs;
    this.#msPerRun =
      this.#msPerRun === undefined ? measured : this.#msPerRun + NEW_WEIGHT * (measured - this.#msPerRun);
  }

  /** Towards the end of a batch hands get small, so that no worker has several runs left when the others are done. */
  next(share = HAND_MAX): number {
    if (this.#msPerRun === undefined) return 1;
    const size = Math.ceil(HAND_MS / Math.max(this.#msPerRun, 0.01));
    return Math.max(1, Math.min(HAND_MAX, size, share));
  }
}
