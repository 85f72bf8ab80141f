// Which one-way sends never arrived, as far as a run can tell. It is no verdict: nothing is promised of them.

import type { Recorded } from '../history/history.ts';
import { type MessageEntry, messageKey } from '../oracles/message-entry.ts';

/** Why a one-way send is recorded as unknown: nobody will ever say. */
export const ONE_WAY = 'one-way';

/** What is younger may still be under way. */
const ARRIVES_WITHIN_US = 10_000_000;

export class OnewayLosses {
  /** When each was sent that has not arrived. */
  readonly #sentUs = new Map<string, number>();
  #nowUs = 0;

  get hasLost(): boolean {
    for (const sentUs of this.#sentUs.values()) if (this.#nowUs - sentUs > ARRIVES_WITHIN_US) return true;
    return false;
  }

  hear({ entry, atUs }: Recorded<MessageEntry>): void {
    this.#nowUs = atUs;
    if (entry.kind === 'send-completed' && entry.reason === ONE_WAY)
      this.#sentUs.set(messageKey(entry), atUs);
    else if (entry.kind === 'delivery-started') this.#sentUs.delete(messageKey(entry));
  }
}
