// Up to when the event loop may go on: to the end of this run of it, to the limit of virtual time, or to a moment between two events at
// which something is done that is no event.

import { assert } from '../base/assert.ts';

interface Interlude {
  readonly atUs: number;
  readonly action: () => void;
}

export class Horizon {
  readonly #limitUs: number;
  #untilUs = 0;
  #interlude: Interlude | undefined;
  #us = 0;

  constructor(limitUs: number) {
    this.#limitUs = limitUs;
  }

  /** Events that are due later do not run yet. */
  get us(): number {
    return this.#us;
  }

  get untilUs(): number {
    return this.#untilUs;
  }

  set untilUs(untilUs: number) {
    this.#untilUs = untilUs;
    this.#look();
  }

  /** Does something once: after all that is due at the given time or before, and before all that is due later. */
  interlude(atUs: number, action: () => void): void {
    assert(this.#interlude === undefined, 'one interlude at a time');
    assert(Number.isSafeInteger(atUs) && atUs >= 0, 'an interlude is at no integer', atUs);
    this.#interlude = { atUs, action };
    this.#look();
  }

  /** True when an interlude was due at the horizon: it has taken place, and there is a new horizon. */
  pass(): boolean {
    const interlude = this.#interlude;
    if (interlude === undefined || interlude.atUs > this.#us) return false;
    this.#interlude = undefined;
    interlude.action();
    this.#look();
    return true;
  }

  #look(): void {
    const endUs = Math.min(this.#untilUs, this.#limitUs);
    this.#us = Math.min(endUs, this.#interlude?.atUs ?? endUs);
  }
}
