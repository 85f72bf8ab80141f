// Promise, of designs that give it: the message of a committed transaction lies once in the logs of all brokers, however often they are told
// of its end. Deliveries may repeat as those of any message; it is the log that holds one copy. What a crash takes from a log does not count;
// a copy that retention takes does.
//
// RocketMQ does not promise it (EndTransactionProcessor.java: a broker remembers nothing of what it has ended), nor does the baseline.
//
// Why it matters: a copy in the log is another message, to every group and for all of its life.
//
// Smallest violating history: broker-0 stores the committed message of a transaction at position 500, and again at position 900.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { CommitStored } from './transfer-entry.ts';

const NAME = 'committed-once';

interface Copy {
  readonly broker: string;
  readonly position: number;
}

class CommittedOnceJudge implements Judge {
  /** By transaction. */
  readonly #copies = new Map<string, Copy>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'commit-stored':
        return this.#hearCopy(machine, entry);
      case 'log-recovered':
        this.#forget(machine, entry.endPosition);
        return undefined;
      case 'machine-ended':
        if (entry.how === 'disk-wiped') this.#forget(machine, 0);
        return undefined;
      default:
        return undefined;
    }
  }

  #hearCopy(broker: string, { transaction, topic, position }: CommitStored): Violation | undefined {
    const first = this.#copies.get(transaction);
    this.#copies.set(transaction, { broker, position });
    if (first === undefined) return undefined;
    const where = `${first.broker} at ${first.position}, and again in that of ${broker} at ${position}`;
    const kind = first.broker === broker ? 'two copies' : 'two brokers';
    return {
      oracle: NAME,
      message: `the committed message of transaction ${transaction} (topic ${topic}) lies in the log of ${where}`,
      fingerprint: `${NAME}: ${kind}`,
    };
  }

  /** The log ends here now. */
  #forget(broker: string, end: number): void {
    for (const [transaction, copy] of this.#copies) {
      if (copy.broker === broker && copy.position >= end) this.#copies.delete(transaction);
    }
  }
}

/** Nothing was promised. */
const SILENT: Judge = {};

export const committedOnce: Oracle = {
  name: NAME,
  doc: 'The message of a committed transaction is published once, where a design promises that.',
  evidence: ['transactions'],
  judge: ({ transactionEnds }) => (transactionEnds === 'once' ? new CommittedOnceJudge() : SILENT),
};
