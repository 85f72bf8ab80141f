// Promise: a consumer never sees a message whose local transaction has not committed by then: neither one that was rolled back, nor one that is
// still open (facts 9.5 X1, X2).
//
// Why it matters: the half message is the whole point: a receiver that sees too much makes money.
//
// Smallest violating history: a transfer is begun; its message is delivered before the bank has debited it.

import type { Recorded } from '../history/history.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { isTransferEntry, Transfers } from './transfers.ts';

const NAME = 'rolled-back-hidden';

class RolledBackHiddenJudge implements Judge {
  readonly #transfers = new Transfers();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (isTransferEntry(entry)) this.#transfers.hear(entry);
    return entry.kind === 'delivery-started' ? this.#judge(entry, machine) : undefined;
  }

  #judge({ key, place }: DeliveryStarted, machine: string): Violation | undefined {
    const payment = this.#transfers.find(key)?.payment;
    if (payment === 'debited') return undefined;
    const why = payment === 'refused' ? 'was rolled back' : 'had not committed';
    return {
      oracle: NAME,
      message: `${machine} was given transfer ${key} (${place.brokerName} queue ${place.queueId}), which ${why}`,
      fingerprint: `${NAME}: it ${why}`,
    };
  }
}

export const rolledBackHidden: Oracle = {
  name: NAME,
  doc: 'No consumer sees a message whose local transaction was rolled back or has not committed yet.',
  evidence: ['transactions'],
  judge: () => new RolledBackHiddenJudge(),
};
