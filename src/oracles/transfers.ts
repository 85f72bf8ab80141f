// What a history says of each transfer and of the transaction that carries it: the common ground of the oracles of transactions and of what a
// run still owes. It judges nothing.

import type { TransferBooking, TransferEntry } from './transfer-entry.ts';

export interface Transfer {
  readonly name: string;
  cents: number;
  /** Of the bank that pays; undefined while it has not decided. */
  payment: 'debited' | 'refused' | undefined;
  isCredited: boolean;
  /** Its half message is stored, and its sender knows. */
  hasHalf: boolean;
  ended: 'commit' | 'rollback' | undefined;
  /** Of the broker, to producers that are there. */
  questions: number;
  isGivenUp: boolean;
}

export class Transfers {
  readonly #byName = new Map<string, Transfer>();
  readonly #byTransaction = new Map<string, Transfer>();

  /** Every transfer that was begun or booked. */
  all(): Iterable<Transfer> {
    return this.#byName.values();
  }

  byTransaction(): Iterable<[string, Transfer]> {
    return this.#byTransaction;
  }

  find(name: string): Transfer | undefined {
    return this.#byName.get(name);
  }

  ofTransaction(transaction: string): Transfer | undefined {
    return this.#byTransaction.get(transaction);
  }

  hear(entry: TransferEntry): void {
    switch (entry.kind) {
      case 'transfer-begun':
        this.#byTransaction.set(entry.transaction, this.#named(entry.transfer));
        break;
      case 'transfer-booked':
        this.#book(entry.transfer, entry.how, entry.cents);
        break;
      case 'books-recovered':
        for (const [name, { how, cents }] of entry.booked) this.#book(name, how, cents);
        break;
      default:
        this.#hearOfTransaction(entry);
    }
  }

  #hearOfTransaction(entry: TransferEntry): void {
    if (!('transaction' in entry)) return;
    const transfer = this.#byTransaction.get(entry.transaction);
    if (transfer === undefined) return;
    if (entry.kind === 'half-stored') transfer.hasHalf = true;
    else if (entry.kind === 'transaction-ended') transfer.ended = entry.how;
    else if (entry.kind === 'transaction-given-up') transfer.isGivenUp = true;
    else if (entry.kind === 'transaction-asked' && entry.isHeard) transfer.questions += 1;
  }

  #book(name: string, how: TransferBooking, cents: number): void {
    const transfer = this.#named(name);
    transfer.cents = cents;
    if (how === 'credited') transfer.isCredited = true;
    else transfer.payment = how;
  }

  #named(name: string): Transfer {
    let transfer = this.#byName.get(name);
    if (transfer === undefined) {
      transfer = {
        name,
        cents: 0,
        payment: undefined,
        isCredited: false,
        hasHalf: false,
        ended: undefined,
        questions: 0,
        isGivenUp: false,
      };
      this.#byName.set(name, transfer);
    }
    return transfer;
  }
}

const KINDS: ReadonlySet<string> = new Set<TransferEntry['kind']>([
  'transfer-begun',
  'transfer-booked',
  'books-recovered',
  'half-stored',
  'transaction-said',
  'check-round-began',
  'half-put-back',
  'half-progress-left',
  'transaction-asked',
  'producer-come',
  'producer-gone',
  'transaction-answered',
  'transaction-ended',
  'commit-stored',
  'transaction-given-up',
  'dead-letter-resent',
]);

export function isTransferEntry(entry: { readonly kind: string }): entry is TransferEntry {
  return KINDS.has(entry.kind);
}
