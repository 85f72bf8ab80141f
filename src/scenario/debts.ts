// What is still owed while a run settles: messages that were acknowledged, or kept in an outbox, and neither handled by every group nor among its dead letters.
// Counted as the history grows, so that asking costs nothing. Nothing is owed by a cluster that has legally lost a configuration file: topics and
// the progress of consumers were in it.

import type { Recorded } from '../history/history.ts';
import { ConfigContents } from '../oracles/config-contents.ts';
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
  /** Whether a broker lost a configuration file without breaking a promise: then nothing is owed. */
  readonly hasLostConfig: boolean;
  hear(recorded: Recorded<MessageEntry>): void;
}

export class Debts implements OwedMessages {
  readonly #groups: readonly string[];
  readonly #acknowledged = new Set<string>();
  readonly #losses: LegalLosses;
  readonly #configs: ConfigContents;
  readonly #forgiven = new Set<string>();
  /** `group/message`. */
  readonly #handled = new Set<string>();
  #owed = 0;
  #hasLostToRetention = false;
  #hasLostConfig = false;

  constructor(groups: readonly string[], promises: Promises) {
    this.#groups = groups;
    this.#configs = new ConfigContents(promises);
    this.#losses = new LegalLosses(promises, (message) => this.#forgive(message));
  }

  get isPaid(): boolean {
    return this.#owed === 0 || this.#hasLostConfig;
  }

  get hasLostConfig(): boolean {
    return this.#hasLostConfig;
  }

  get hasLostToRetention(): boolean {
    return this.#hasLostToRetention;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry } = recorded;
    if (entry.kind === 'outbox-kept') this.#owe(messageKey(entry));
    else if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') {
      this.#owe(messageKey(entry), entry.isWanted);
    } else if (
      entry.kind === 'dead-letter-found' ||
      (entry.kind === 'delivery-completed' && entry.isSuccess)
    ) {
      this.#pay(entry.group, messageKey(entry));
    }
    if (this.#configs.hear(recorded)?.isLegal === true) this.#hasLostConfig = true;
    const owedBefore = this.#owed;
    this.#losses.hear(recorded);
    if (entry.kind === 'segment-removed' && this.#owed < owedBefore) this.#hasLostToRetention = true;
  }

  #owe(key: string, isWanted = true): void {
    if (this.#acknowledged.has(key)) return;
    this.#acknowledged.add(key);
    if (isWanted) this.#owed += this.#groupsWithout(key);
    else this.#forgiven.add(key);
  }

  #pay(group: string, key: string): void {
    const handling = `${group}/${key}`;
    if (this.#handled.has(handling)) return;
    this.#handled.add(handling);
    if (this.#acknowledged.has(key) && !this.#forgiven.has(key)) this.#owed -= 1;
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
