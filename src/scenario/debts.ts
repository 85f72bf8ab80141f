// What is still owed while a run settles: messages that were acknowledged, or kept in an outbox, and neither handled by every group nor among its dead letters.
// Counted as the history grows, so that asking costs nothing. Nothing is owed by a cluster that has legally lost a configuration file: topics and
// the progress of consumers were in it.

import type { Recorded } from '../history/history.ts';
import { ConfigContents } from '../oracles/config-contents.ts';
import { LegalLosses } from '../oracles/legal-losses.ts';
import type { MessageEntry, MessageName } from '../oracles/message-entry.ts';
import { GroupMessages, MessageMap } from '../oracles/message-map.ts';
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
  readonly #acknowledged = new MessageMap<true>();
  readonly #losses: LegalLosses;
  readonly #configs: ConfigContents;
  readonly #forgiven = new MessageMap<true>();
  readonly #handled = new GroupMessages();
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
    if (entry.kind === 'outbox-kept') this.#owe(entry);
    else if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') {
      this.#owe(entry, entry.isWanted);
    } else if (
      entry.kind === 'dead-letter-found' ||
      (entry.kind === 'delivery-completed' && entry.isSuccess)
    ) {
      this.#pay(entry.group, entry);
    }
    if (this.#configs.hear(recorded)?.isLegal === true) this.#hasLostConfig = true;
    const owedBefore = this.#owed;
    this.#losses.hear(recorded);
    if (entry.kind === 'segment-removed' && this.#owed < owedBefore) this.#hasLostToRetention = true;
  }

  #owe(name: MessageName, isWanted = true): void {
    if (this.#acknowledged.has(name)) return;
    this.#acknowledged.set(name, true);
    if (isWanted) this.#owed += this.#groupsWithout(name);
    else this.#forgiven.set(name, true);
  }

  #pay(group: string, name: MessageName): void {
    if (!this.#handled.add(group, name)) return;
    if (this.#acknowledged.has(name) && !this.#forgiven.has(name)) this.#owed -= 1;
  }

  /** A power loss may take it. */
  #forgive(name: MessageName): void {
    if (this.#forgiven.has(name)) return;
    this.#forgiven.set(name, true);
    this.#owed -= this.#groupsWithout(name);
  }

  #groupsWithout(name: MessageName): number {
    let count = 0;
    for (const group of this.#groups) if (!this.#handled.has(group, name)) count += 1;
    return count;
  }
}
