// Keeps the code of a run away from its host. A pump opens the guard's window before a step and closes it when the step's microtasks have run;
// inside, every trapped function throws, outside, it does what it always did. What the run's code does with the error is its own affair:
// the guard remembers the first one, and the pump ends the run with it. It traps nothing by itself (trap-setter.ts).

import { assert } from '../base/assert.ts';
import { type Encounter, type GuardError, guardError } from './guard-error.ts';

export class Guard {
  #isActive = false;
  #violation: GuardError | undefined;

  /** Whether code of a run is at work. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** The first forbidden call in this window. */
  get violation(): GuardError | undefined {
    return this.#violation;
  }

  enter(): void {
    assert(!this.#isActive, 'code of two runs at once in one thread');
    this.#violation = undefined;
    this.#isActive = true;
  }

  /** The first forbidden call in this window. */
  leave(): GuardError | undefined {
    this.#isActive = false;
    return this.#violation;
  }

  /** @throws GuardError unless the host itself is the caller */
  refuse(encounter: Encounter): void {
    // Finding the caller may need the host: stacks are mapped to sources that have to be read.
    this.#isActive = false;
    try {
      const error = guardError(encounter);
      this.#violation ??= error;
      if (error !== undefined) throw error;
    } finally {
      this.#isActive = true;
    }
  }
}
