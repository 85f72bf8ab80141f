// The fingerprint of a run: every event folds into it. Checkpoints let two runs be compared without keeping their events.

import { fold32, hex32, mix32 } from '../base/hash.ts';

export interface DigestCheckpoint {
  /** Events folded so far. */
  readonly events: number;
  readonly digest: string;
}

const FIRST_STRIDE = 1024;
const CHECKPOINT_LIMIT = 256;

export class RollingDigest {
  #left = 0x6a09e667;
  #right = 0x510e527f;
  #events = 0;
  #stride = FIRST_STRIDE;
  #untilCheckpoint = FIRST_STRIDE;
  #checkpoints: DigestCheckpoint[] = [];

  get events(): number {
    return this.#events;
  }

  fold(timeUs: number, high: number, low: number, content: number): void {
    this.#left = fold32(fold32(this.#left, low), timeUs | 0);
    this.#right = fold32(fold32(this.#right, high), content);
    this.#events += 1;
    this.#untilCheckpoint -= 1;
    if (this.#untilCheckpoint === 0) this.#checkpoint();
  }

  value(): string {
    return hex32(mix32(this.#left ^ this.#events)) + hex32(mix32(this.#right));
  }

  /** At most 256, evenly spaced: the stride doubles when they run out. */
  checkpoints(): readonly DigestCheckpoint[] {
    return this.#checkpoints;
  }

  #checkpoint(): void {
    this.#checkpoints.push({ events: this.#events, digest: this.value() });
    if (this.#checkpoints.length === CHECKPOINT_LIMIT) {
      this.#checkpoints = this.#checkpoints.filter((_, index) => index % 2 === 1);
      this.#stride *= 2;
    }
    this.#untilCheckpoint = this.#stride;
  }
}
