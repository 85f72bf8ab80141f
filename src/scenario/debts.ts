// What is still owed while a run settles: messages that were acknowledged and neither handled by every group nor among its dead letters.
// Counted as the history grows, so that asking costs nothing.

import type { Recorded } from '../history/history.ts';
import { LegalLosses } from '../oracles/legal-losses.ts';
import { type MessageEntry, messageKey } from '../oracles/message-entry.ts';
import type { Promises } from '../oracles/oracle.ts';

/** Asked by a run that settles. */
export interface OwedMessages {
  /** Nothing is owed. */
  readonly isPaid: boolean;
  readonly acknowledged: number;
  /** Whether retention removed messages that were owed. */
  readonly hasLostToRetention: boolean;
  hear(recorded: Recorded<MessageEntry>): void;
}

export class Debts implements OwedMessages {
  readonly #groups: readonly string[];
  readonly #acknowledged = new Set<string>();
  readonly #losses: LegalLosses;
  readonly #forgiven = new Set<string>();
  /** `group/message`. */
  readonly #handled = new Set<string>();
  #owed = 0;
  #hasLostToRetention = false;

  constructor(groups: readonly string[], promises: Promises) {
    this.#groups = groups;
    this.#losses = new LegalLosses(promises, (message) => this.#forgive(message));
  }

  get isPaid(): boolean {
    return this.#owed === 0;
  }

  get hasLostToRetention(): boolean {
    return this.#hasLostToRetention;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry } = recorded;
    if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') {
      const key = messageKey(entry);
      if (this.#acknowledged.has(key)) return;
      this.#acknowledged.add(key);
      this.#owed += this.#groupsWithout(key);
    } else if (
      entry.kind === 'dead-letter-found' ||
      (entry.kind === 'delivery-completed' && entry.isSuccess)
    ) {
      const key = messageKey(entry);
      const handling = `${entry.group}/${key}`;
      if (this.#handled.has(handling)) return;
      this.#handled.add(handling);
      if (this.#acknowledged.has(key) && !this.#forgiven.has(key)) this.#owed -= 1;
    }
    const owedBefore = this.#owed;
    this.#losses.hear(recorded);
    if (entry.kind === 'segment-removed' && this.#owed < owedBefore) this.#hasLostToRetention = true;
  }

  /** A power loss may take it. */
  #forgive(key: string): void {
    if (this.#forgiven.has(key)) return;
    this.#forgiven.add(key);
    this.#owed -= this.#groupsWithout(key);
  }

  #groupsWithout(key: string): number {
    return this.#groups.filter((group) => !this.#handled.has(`${group}/${key}`)).length;
  }
}
