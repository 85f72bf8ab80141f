// What is still owed while a run settles: messages that were acknowledged and not yet handled by every group. Counted as the history
// grows, so that asking costs nothing.

import type { Recorded } from '../history/history.ts';
import { type MessageEntry, messageKey } from '../oracles/message-entry.ts';

export class Debts {
  readonly #groups: readonly string[];
  readonly #acknowledged = new Set<string>();
  /** `group/message`. */
  readonly #handled = new Set<string>();
  #owed = 0;

  constructor(groups: readonly string[]) {
    this.#groups = groups;
  }

  get owed(): number {
    return this.#owed;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  hear({ entry }: Recorded<MessageEntry>): void {
    if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') {
      const key = messageKey(entry);
      if (this.#acknowledged.has(key)) return;
      this.#acknowledged.add(key);
      for (const group of this.#groups) if (!this.#handled.has(`${group}/${key}`)) this.#owed += 1;
    } else if (entry.kind === 'delivery-completed' && entry.isSuccess) {
      const key = messageKey(entry);
      const handling = `${entry.group}/${key}`;
      if (this.#handled.has(handling)) return;
      this.#handled.add(handling);
      if (this.#acknowledged.has(key)) this.#owed -= 1;
    }
  }
}
