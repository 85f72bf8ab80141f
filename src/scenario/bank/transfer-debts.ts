// What is still owed while a run of transfers settles: the end of every transaction whose half message is stored, and the credit of every debit.

import type { Recorded } from '../../history/history.ts';
import { ConfigContents } from '../../oracles/config-contents.ts';
import type { MessageEntry } from '../../oracles/message-entry.ts';
import type { Promises } from '../../oracles/oracle.ts';
import { isTransferEntry, Transfers } from '../../oracles/transfers.ts';
import type { OwedMessages } from '../debts.ts';

export class TransferDebts implements OwedMessages {
  readonly hasLostToRetention = false;
  readonly #transfers = new Transfers();
  readonly #configs: ConfigContents;
  #hasLostConfig = false;
  #acknowledged = 0;

  constructor(promises: Promises) {
    this.#configs = new ConfigContents(promises);
  }

  get isPaid(): boolean {
    return this.#hasLostConfig || !this.#isOwed();
  }

  get hasLostConfig(): boolean {
    return this.#hasLostConfig;
  }

  /** Half messages. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry } = recorded;
    if (isTransferEntry(entry)) this.#transfers.hear(entry);
    if (entry.kind === 'half-stored') this.#acknowledged += 1;
    if (this.#configs.hear(recorded)?.isLegal === true) this.#hasLostConfig = true;
  }

  #isOwed(): boolean {
    for (const { hasHalf, ended, isGivenUp, payment, isCredited } of this.#transfers.all()) {
      if (isGivenUp) continue;
      if (hasHalf && ended === undefined) return true;
      if (payment === 'debited' && !isCredited) return true;
    }
    return false;
  }
}
