// The judges of one run: they hear every entry, and the first that objects ends the run, unless a limit of the design excuses exactly this
// objection. A judge whose objection was excused is not asked again, unless it knows what follows from it.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from '../oracles/oracle.ts';
import type { Limit } from './design.ts';

export class BenchOfJudges {
  #judges: readonly Judge[];
  readonly #limits: readonly Limit[];
  readonly #excused = new Set<string>();
  #violation: Violation | undefined;

  constructor(oracles: readonly Oracle[], promises: Promises, limits: readonly Limit[] = []) {
    this.#judges = oracles.map((oracle) => oracle.judge(promises));
    this.#limits = limits;
  }

  get violation(): Violation | undefined {
    return this.#violation;
  }

  /** Names of limits that have excused something, sorted. */
  get excused(): readonly string[] {
    return [...this.#excused].sort();
  }

  hear(recorded: Recorded<MessageEntry>): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      const violation = judge.hear?.(recorded);
      if (violation !== undefined && this.#isFinal(judge, violation)) return;
    }
  }

  rest(world: SettledWorld): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      const violation = judge.rest?.(world);
      if (violation !== undefined && this.#isFinal(judge, violation)) return;
    }
  }

  settle(world: SettledWorld): void {
    if (this.#violation !== undefined) return;
    for (const judge of this.#judges) {
      const violation = judge.settle?.(world);
      if (violation !== undefined && this.#isFinal(judge, violation)) return;
    }
  }

  /** False: a limit excuses it. */
  #isFinal(judge: Judge, violation: Violation): boolean {
    const limit = this.#limits.find(({ excuses }) => excuses?.(violation) === true);
    if (limit === undefined) {
      this.#violation = violation;
      return true;
    }
    this.#excused.add(limit.name);
    if (judge.goesOn !== true) this.#judges = this.#judges.filter((other) => other !== judge);
    return false;
  }
}
