// Situations of transfers that a batch of runs should have met. Each is seen in the history; none is judged.

import type { Recorded } from '../../history/history.ts';
import type { MessageEntry } from '../../oracles/message-entry.ts';
import type { TransferEntry } from '../../oracles/transfer-entry.ts';
import { isTransferEntry } from '../../oracles/transfers.ts';

export const TRANSFER_MARKS = {
  outlivedProducer: 'a half message outlived its producer',
  endLost: 'the end of a transaction was said and never came to its broker',
  answeredByAnother: 'a check was answered by another producer',
  givenUp: 'a half message was checked as often as it may be',
  forgottenEnd: 'a broker died between a commit and its record',
  resent: 'a dead letter was sent again',
  endedAgain: 'the end of a committed transaction came twice',
} as const;

interface Known {
  readonly sender: string;
  hasHalf: boolean;
  said: boolean;
  commits: number;
  isEnded: boolean;
}

export class TransferMarks {
  readonly #add: (mark: string) => void;
  readonly #known = new Map<string, Known>();
  /** Half offsets that were ended, by broker; those of lives before the last too. */
  readonly #ends = new Map<string, Set<number>>();

  constructor(add: (mark: string) => void) {
    this.#add = add;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    if (entry.kind === 'machine-ended') this.#hearEnd(machine);
    else if (isTransferEntry(entry)) this.#hearTransfer(entry, machine);
  }

  #hearEnd(machine: string): void {
    for (const { sender, hasHalf, isEnded } of this.#known.values()) {
      if (sender === machine && hasHalf && !isEnded) this.#add(TRANSFER_MARKS.outlivedProducer);
    }
  }

  #hearTransfer(entry: TransferEntry, machine: string): void {
    if (entry.kind === 'dead-letter-resent') this.#add(TRANSFER_MARKS.resent);
    if (entry.kind === 'transfer-begun') {
      const known = { sender: machine, hasHalf: false, said: false, commits: 0, isEnded: false };
      this.#known.set(entry.transaction, known);
    }
    if (!('transaction' in entry)) return;
    const known = this.#known.get(entry.transaction);
    if (known !== undefined) this.#hearOf(known, entry, machine);
  }

  #hearOf(known: Known, entry: TransferEntry, machine: string): void {
    switch (entry.kind) {
      case 'half-stored':
        known.hasHalf = true;
        break;
      case 'transaction-said':
        known.said = entry.state !== 'unknown';
        break;
      case 'transaction-answered':
        if (machine !== known.sender) this.#add(TRANSFER_MARKS.answeredByAnother);
        break;
      case 'transaction-given-up':
        this.#add(TRANSFER_MARKS.givenUp);
        break;
      case 'half-put-back':
        if (this.#ends.get(machine)?.has(entry.halfOffset) === true) this.#add(TRANSFER_MARKS.forgottenEnd);
        break;
      case 'transaction-ended':
        this.#hearEnded(known, entry, machine);
        break;
      default:
    }
  }

  #hearEnded(
    known: Known,
    entry: Extract<TransferEntry, { kind: 'transaction-ended' }>,
    broker: string,
  ): void {
    if (entry.answersCheck && known.said && !known.isEnded) this.#add(TRANSFER_MARKS.endLost);
    known.isEnded = true;
    if (entry.how === 'commit') known.commits += 1;
    if (known.commits === 2) this.#add(TRANSFER_MARKS.endedAgain);
    const ends = this.#ends.get(broker) ?? new Set<number>();
    this.#ends.set(broker, ends.add(entry.halfOffset));
  }
}
