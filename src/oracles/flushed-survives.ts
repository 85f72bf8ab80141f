// Promise: a process that dies takes nothing from its log, and a power loss nothing that was said to be flushed: neither what the store
// holds to be durable, nor, under synchronous flush, a message whose sender had its acknowledgement (facts 9.1 D1, D2). Judged at the
// moment of recovery. A message that did not ask to wait for the store is promised to survive its process only (D11).
//
// Why it matters: an acknowledgement is what a sender deletes its own copy for.
//
// Smallest violating history: sent k/0, stored at 0 to 100, acknowledged; broker-0 loses power and recovers with the end 0.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import type { MessageEntry, SendCompleted, SendInvoked } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { LogRecovered, RecordEvidence } from './store-entry.ts';

const NAME = 'flushed-survives';

/** Ends of what one broker has promised to keep. */
interface Owed {
  /** Of what its store holds to be durable. */
  flushed: number;
  /** Of what senders were told is safe. */
  acknowledged: number;
  /** Of what is in the page cache at least. */
  stored: number;
  lostPower: boolean;
}

class FlushedSurvivesJudge implements Judge {
  readonly #promises: Promises;
  readonly #owed = new Map<string, Owed>();
  /** Records whose sender has no answer yet, by queue and offset. */
  readonly #pending = new BrokerQueues<Map<number, RecordEvidence>>();
  readonly #sends = new MessageMap<SendInvoked>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    switch (entry.kind) {
      case 'send-invoked':
        this.#sends.set(entry, entry);
        return undefined;
      case 'send-completed':
        return this.#hearAnswer(entry);
      case 'record-stored':
        this.#hearRecord(machine, entry.record);
        return undefined;
      case 'log-flushed':
        this.#owedBy(machine).flushed = entry.position;
        return undefined;
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#owedBy(machine).lostPower = true;
        if (entry.how === 'disk-wiped') this.#owed.delete(machine);
        return undefined;
      case 'log-recovered':
        return this.#hearRecovered(machine, entry);
      default:
        return undefined;
    }
  }

  #hearRecord(broker: string, record: RecordEvidence): void {
    this.#owedBy(broker).stored = record.position + record.recordSize;
    const pending = this.#pending.obtain(broker, record, () => new Map());
    pending.set(record.queueOffset, record);
  }

  #hearAnswer(entry: SendCompleted): Violation | undefined {
    const send = this.#sends.get(entry);
    this.#sends.delete(entry);
    if (entry.outcome !== 'acknowledged' || entry.place === undefined || send === undefined) return undefined;
    const { brokerName, queueId, queueOffset } = entry.place;
    const pending = this.#pending.get(brokerName, { topic: entry.topic, queueId });
    const record = pending?.get(queueOffset);
    if (this.#promises.flush === 'asynchronous' || send.waitsForStore === false) return undefined;
    if (record === undefined || (record.isBodyAsSent && record.bodyCrc !== send.bodyCrc)) {
      const where = `${brokerName} queue ${queueId} offset ${queueOffset}`;
      return violation(
        'gone when it was acknowledged',
        `message ${entry.ordinal} of key ${entry.key} was acknowledged at ${where}, where it is not any more`,
      );
    }
    pending?.delete(queueOffset);
    const owed = this.#owedBy(brokerName);
    owed.acknowledged = Math.max(owed.acknowledged, record.position + record.recordSize);
    return undefined;
  }

  #hearRecovered(broker: string, { endPosition, lost, found }: LogRecovered): Violation | undefined {
    const owed = this.#owedBy(broker);
    const before = { ...owed };
    this.#owed.set(broker, {
      flushed: endPosition,
      acknowledged: Math.min(owed.acknowledged, endPosition),
      stored: endPosition,
      lostPower: false,
    });
    for (const record of lost) this.#pending.get(broker, record)?.delete(record.queueOffset);
    for (const record of found) this.#hearRecord(broker, record);
    const what = `${broker} recovered its log up to position ${endPosition}`;
    if (endPosition < before.acknowledged) {
      return violation('acknowledged', `${what}: messages up to ${before.acknowledged} were acknowledged`);
    }
    if (before.lostPower && endPosition < before.flushed) {
      return violation('flushed', `${what} after a power loss: it was flushed up to ${before.flushed}`);
    }
    if (!before.lostPower && endPosition < before.stored) {
      return violation('in the page cache', `${what} after a process death: it went up to ${before.stored}`);
    }
    return undefined;
  }

  #owedBy(broker: string): Owed {
    let owed = this.#owed.get(broker);
    if (owed === undefined) {
      owed = { flushed: 0, acknowledged: 0, stored: 0, lostPower: false };
      this.#owed.set(broker, owed);
    }
    return owed;
  }
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const flushedSurvives: Oracle = {
  name: NAME,
  doc: 'Acknowledged under synchronous flush, or held to be flushed, it survives a power loss; whatever was stored survives its process.',
  judge: (promises) => new FlushedSurvivesJudge(promises),
};
