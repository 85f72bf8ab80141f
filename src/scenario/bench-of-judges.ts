// The judges of one run: they hear every entry and the first that objects ends the run.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from '../oracles/oracle.ts';

export class BenchOfJudges {
  readonly #judges: readonly Judge[];
  #violation: Violation | undefined;

  constructor(oracles: readonly Oracle[], promises: Promises) {
    this.#judges = oracles.map((oracle) => oracle.judge(promises));
  }

  get violation(): Violation | undefined {
    return this.#violation;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      this.#violation = judge.hear?.(recorded);
      if (this.#violation !== undefined) return;
    }
  }

  rest(world: SettledWorld): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      this.#violation = judge.rest?.(world);
      if (this.#violation !== undefined) return;
    }
  }

  settle(world: SettledWorld): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      this.#violation = judge.settle?.(world);
      if (this.#violation !== undefined) return;
    }
  }
}
