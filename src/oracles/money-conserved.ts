// Promise: once everything has settled, what one bank has debited the other has credited, transfer by transfer, and nothing else; a transfer
// whose half message the broker has given up waits for a person (facts 9.5 X2, X4; mission C1, C6, C7).
//
// Why it matters: it is what the two halves of the example are for. That a credit is not booked twice is the receiving bank's own doing, for a
// message may come more than once.
//
// Smallest violating history: a transfer is debited; settled without its credit.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, SettledWorld, Violation } from './oracle.ts';
import { isTransferEntry, type Transfer, Transfers } from './transfers.ts';

const NAME = 'money-conserved';

class MoneyConservedJudge implements Judge {
  readonly #transfers = new Transfers();

  /** Safety: money that came from nowhere. */
  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    if (!isTransferEntry(entry)) return undefined;
    this.#transfers.hear(entry);
    if (entry.kind !== 'transfer-booked' || entry.how !== 'credited') return undefined;
    const transfer = this.#transfers.find(entry.transfer);
    return transfer?.payment === 'debited' ? undefined : describe(transfer, 'made');
  }

  settle({ settleSeconds }: SettledWorld): Violation | undefined {
    for (const transfer of this.#transfers.all()) {
      const isMissing = transfer.payment === 'debited' && !transfer.isCredited && !transfer.isGivenUp;
      if (isMissing) return describe(transfer, 'lost', settleSeconds);
    }
    return undefined;
  }
}

function describe(transfer: Transfer | undefined, what: 'made' | 'lost', settleSeconds = 0): Violation {
  const { name = '?', cents = 0, payment = 'not decided' } = transfer ?? {};
  const message =
    what === 'made'
      ? `transfer ${name} of ${cents} was credited, and the bank that pays says: ${payment}`
      : `transfer ${name} of ${cents} was debited and not credited ${settleSeconds} s after the last fault healed`;
  return { oracle: NAME, message, fingerprint: `${NAME}: money was ${what}` };
}

export const moneyConserved: Oracle = {
  name: NAME,
  doc: 'What one bank debits the other credits, transfer by transfer, once everything has settled; never without the debit.',
  evidence: ['transactions'],
  judge: () => new MoneyConservedJudge(),
};
