// Promise: a process that dies takes nothing from its log, and a power loss nothing that was said to be flushed: neither what the store
// holds to be durable, nor, under synchronous flush, a message whose sender had its acknowledgement (facts 9.1 D1, D2). Judged at the
// moment of recovery. A message that did not ask to wait for the store is promised to survive its process only (D11).
//
// And under double write, whatever the flush: a slave that takes the place of its master has each message whose sender had its acknowledgement
// (D7, D8), unless a slave lost power or its disk since; what it has appended only, it may have lost. Judged at the moment of promotion.
// Where all copies are lost at once nothing of it is owed.
//
// Why it matters: an acknowledgement is what a sender deletes its own copy for.
//
// Smallest violating history: sent k/0, stored at 0 to 100, acknowledged; broker-0 loses power and recovers with the end 0.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import { Masters } from './masters.ts';
import type { MessageEntry, SendCompleted, SendInvoked } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { GroupLost, SlavePromoted } from './promotion-entry.ts';
import type { LogRecovered, MachineEnded, RecordEvidence } from './store-entry.ts';

const NAME = 'flushed-survives';

/** Ends of what one machine has promised to keep. */
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
  readonly #masters = new Masters();
  /** By machine. */
  readonly #owed = new Map<string, Owed>();
  /** End of what was acknowledged and copied, by broker name. */
  readonly #copied = new Map<string, number>();
  /** Of machines that keep copies. */
  readonly #nameOf = new Map<string, string>();
  /** Records whose sender has no answer yet, by machine, queue and offset. */
  readonly #pending: Pending = new BrokerQueues();
  /** The same of brokers that have lost all copies of them. */
  readonly #gone: Pending = new BrokerQueues();
  /** Machines that are to be the master of a broker name when they have found out what they have. */
  readonly #promoted = new Map<string, string>();
  /** Machines that were the master of a broker name. */
  readonly #replaced = new Map<string, readonly string[]>();
  /** Broker names of which a copy was lost. */
  readonly #shaky = new Set<string>();
  /** Broker names whose copies differ: replicas-share-prefix.ts judges that. */
  readonly #mixed = new Set<string>();
  readonly #sends = new MessageMap<SendInvoked>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    const { entry, machine } = recorded;
    this.#masters.hear(recorded);
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
        this.#hearEnded(machine, entry);
        return undefined;
      case 'log-recovered':
        return this.#hearRecovered(machine, entry);
      case 'replica-extent':
        this.#nameOf.set(machine, entry.brokerName);
        return undefined;
      case 'replicas-differ':
        this.#mixed.add(entry.brokerName);
        this.#copied.delete(entry.brokerName);
        return undefined;
      case 'slave-promoted':
        this.#hearPromoted(machine, entry);
        return undefined;
      case 'group-lost':
        this.#hearLost(machine, entry);
        return undefined;
      default:
        return undefined;
    }
  }

  #hearRecord(machine: string, record: RecordEvidence): void {
    this.#owedBy(machine).stored = record.position + record.recordSize;
    const pending = this.#pending.obtain(machine, record, () => new Map());
    pending.set(record.queueOffset, record);
  }

  #hearEnded(machine: string, { how }: MachineEnded): void {
    if (how === 'power-lost') this.#owedBy(machine).lostPower = true;
    if (how !== 'disk-wiped') return;
    this.#owed.delete(machine);
    this.#copyLost(machine);
  }

  #hearAnswer(entry: SendCompleted): Violation | undefined {
    const send = this.#sends.get(entry);
    this.#sends.delete(entry);
    if (entry.outcome !== 'acknowledged' || entry.place === undefined || send === undefined) return undefined;
    if (send.waitsForStore === false) return undefined;
    const { brokerName, queueId, queueOffset } = entry.place;
    if (take(this.#gone, brokerName, entry, send) !== undefined) return undefined;
    const master = this.#masters.machineOf(brokerName);
    const record = take(this.#pending, master, entry, send);
    if (record !== undefined) {
      this.#promise(master, brokerName, record.position + record.recordSize);
      return undefined;
    }
    if (!this.#isOwed(brokerName, this.#wentWithMaster(brokerName, entry, send))) return undefined;
    const where = `${brokerName} queue ${queueId} offset ${queueOffset}`;
    return violation(
      'gone when it was acknowledged',
      `message ${entry.ordinal} of key ${entry.key} was acknowledged at ${where}, where it is not any more`,
    );
  }

  #promise(master: string, brokerName: string, end: number): void {
    if (this.#promises.flush === 'synchronous') {
      const owed = this.#owedBy(master);
      owed.acknowledged = Math.max(owed.acknowledged, end);
    }
    if (this.#promises.copies === 1 || this.#mixed.has(brokerName)) return;
    this.#copied.set(brokerName, Math.max(this.#copied.get(brokerName) ?? 0, end));
  }

  /** Of what is not there any more. */
  #isOwed(brokerName: string, wentWithMaster: boolean): boolean {
    if (wentWithMaster) return this.#promises.copies > 1 && !this.#shaky.has(brokerName);
    return this.#promises.flush === 'synchronous';
  }

  #wentWithMaster(brokerName: string, entry: SendCompleted, send: SendInvoked): boolean {
    const replaced = this.#replaced.get(brokerName) ?? [];
    return replaced.some((machine) => take(this.#pending, machine, entry, send) !== undefined);
  }

  #hearPromoted(machine: string, { brokerName, instead }: SlavePromoted): void {
    this.#promoted.set(machine, brokerName);
    this.#replaced.set(brokerName, [...(this.#replaced.get(brokerName) ?? []), instead]);
  }

  #hearLost(machine: string, { brokerName }: GroupLost): void {
    for (const [queue, pending] of this.#pending.of(machine))
      this.#gone.set(brokerName, queue, new Map(pending));
    this.#pending.forget(machine);
    this.#copied.delete(brokerName);
  }

  #hearRecovered(machine: string, { endPosition, lost, found }: LogRecovered): Violation | undefined {
    const owed = this.#owedBy(machine);
    const before = { ...owed };
    this.#owed.set(machine, {
      flushed: endPosition,
      acknowledged: Math.min(owed.acknowledged, endPosition),
      stored: endPosition,
      lostPower: false,
    });
    for (const record of lost) this.#pending.get(machine, record)?.delete(record.queueOffset);
    for (const record of found) this.#hearRecord(machine, record);
    const mayLose = this.#promises.copiesAre === 'appended';
    if (mayLose && before.lostPower && endPosition < before.stored) this.#copyLost(machine);
    return this.#judge(machine, endPosition, before);
  }

  #judge(machine: string, endPosition: number, before: Owed): Violation | undefined {
    const what = `${machine} recovered its log up to position ${endPosition}`;
    const copied = this.#copied.get(this.#promoted.get(machine) ?? '') ?? 0;
    this.#promoted.delete(machine);
    if (endPosition < before.acknowledged) {
      return violation('acknowledged', `${what}: messages up to ${before.acknowledged} were acknowledged`);
    }
    if (before.lostPower && endPosition < before.flushed) {
      return violation('flushed', `${what} after a power loss: it was flushed up to ${before.flushed}`);
    }
    if (!before.lostPower && endPosition < before.stored) {
      return violation('in the page cache', `${what} after a process death: it went up to ${before.stored}`);
    }
    if (endPosition < copied) {
      return violation('copied', `${what}, as the master now: up to ${copied} it was acknowledged as copied`);
    }
    return undefined;
  }

  /** Of a slave: what was acknowledged before counts on it no more. */
  #copyLost(machine: string): void {
    const brokerName = this.#nameOf.get(machine);
    if (brokerName === undefined || this.#masters.machineOf(brokerName) === machine) return;
    if (this.#isBeingReplaced(brokerName, machine)) return;
    this.#copied.delete(brokerName);
    this.#shaky.add(brokerName);
  }

  /** Its disk is emptied because another one takes its place. */
  #isBeingReplaced(brokerName: string, machine: string): boolean {
    const isReplaced = this.#replaced.get(brokerName)?.includes(machine) === true;
    return isReplaced && this.#promoted.get(this.#masters.machineOf(brokerName)) === brokerName;
  }

  #owedBy(machine: string): Owed {
    let owed = this.#owed.get(machine);
    if (owed === undefined) {
      owed = { flushed: 0, acknowledged: 0, stored: 0, lostPower: false };
      this.#owed.set(machine, owed);
    }
    return owed;
  }
}

type Pending = BrokerQueues<Map<number, RecordEvidence>>;

/** The record that the answer is about, if it is there. */
function take(
  from: Pending,
  owner: string,
  { place, topic }: SendCompleted,
  { bodyCrc }: SendInvoked,
): RecordEvidence | undefined {
  if (place === undefined) return undefined;
  const { queueId, queueOffset } = place;
  const pending = from.get(owner, { topic, queueId });
  const record = pending?.get(queueOffset);
  if (record === undefined || (record.isBodyAsSent && record.bodyCrc !== bodyCrc)) return undefined;
  pending?.delete(queueOffset);
  return record;
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const flushedSurvives: Oracle = {
  name: NAME,
  doc: 'Acknowledged under synchronous flush, or held to be flushed, it survives a power loss; under double write, its master; whatever was stored survives its process.',
  evidence: ['replicas'],
  judge: (promises) => new FlushedSurvivesJudge(promises),
};
