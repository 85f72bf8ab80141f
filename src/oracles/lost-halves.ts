// Which transactions a power loss has taken from their broker for good, as RocketMQ documents: a half message that a round of checks puts back
// does not wait for its flush, so that the copy may be lost though the round has moved on, and saved that (facts 9.1 D11;
// TransactionalMessageBridge.java `renewHalfMessageInner` sets WAIT to false). Proven by the brokers' disks: the copy is gone, a power loss lies
// between, it was not flushed before, the saved progress is beyond every other copy, and nothing was made of the message elsewhere. It excuses
// nobody; it says what happened.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { LogRecovered, RecordEvidence } from './store-entry.ts';

export const HALF_TOPIC = 'RMQ_SYS_TRANS_HALF_TOPIC';

/** What the disk of a broker holds, and what its rounds know of it. */
interface BrokerHalves {
  records: RecordEvidence[];
  /** Transactions by the queue offset of copies that were put back. */
  readonly putBack: Map<number, string>;
  /** Where rounds went on after the last power loss. */
  progress: number;
  /** Up to here its log is durable, as its process holds. */
  flushed: number;
  isPowerless: boolean;
}

export class LostHalves {
  readonly #brokers = new Map<string, BrokerHalves>();
  /** Checksum of the body, by transaction of which a power loss took a copy that was put back. */
  readonly #lost = new Map<string, number>();

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'record-stored':
        this.#at(machine).records.push(entry.record);
        break;
      case 'half-put-back':
        this.#at(machine).putBack.set(entry.copyOffset, entry.transaction);
        break;
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#at(machine).isPowerless = true;
        break;
      case 'half-progress-left':
        this.#at(machine).progress = entry.offset;
        break;
      case 'log-flushed':
        this.#at(machine).flushed = entry.position;
        break;
      case 'log-recovered':
        this.#hearRecovery(this.#at(machine), entry);
        break;
      default:
        break;
    }
  }

  /** Whether nothing is left of it but copies that no round looks at again. */
  has(transaction: string): boolean {
    const bodyCrc = this.#lost.get(transaction);
    if (bodyCrc === undefined) return false;
    for (const { records, progress } of this.#brokers.values()) {
      for (const record of records) {
        if (record.bodyCrc !== bodyCrc) continue;
        if (record.topic !== HALF_TOPIC || record.queueOffset >= progress) return false;
      }
    }
    return true;
  }

  #hearRecovery(broker: BrokerHalves, { endPosition, lost, found }: LogRecovered): void {
    if (broker.isPowerless) this.#hearLoss(broker, lost);
    broker.isPowerless = false;
    broker.flushed = Math.min(broker.flushed, endPosition);
    broker.records = broker.records.filter(({ position }) => position < endPosition);
    broker.records.push(...found);
  }

  #hearLoss({ putBack, flushed }: BrokerHalves, lost: readonly RecordEvidence[]): void {
    for (const { topic, queueOffset, bodyCrc, position, recordSize } of lost) {
      if (topic !== HALF_TOPIC) continue;
      const transaction = putBack.get(queueOffset);
      const wasFlushed = position + recordSize <= flushed;
      if (transaction !== undefined && !wasFlushed) this.#lost.set(transaction, bodyCrc);
      putBack.delete(queueOffset);
    }
  }

  #at(machine: string): BrokerHalves {
    let broker = this.#brokers.get(machine);
    if (broker === undefined) {
      broker = { records: [], putBack: new Map(), progress: 0, flushed: 0, isPowerless: false };
      this.#brokers.set(machine, broker);
    }
    return broker;
  }
}
