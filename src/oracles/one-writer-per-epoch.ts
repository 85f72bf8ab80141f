// Promise: at most one broker acknowledges messages for a broker name and an epoch, which is the time from one promotion by an operator to the
// next. Where sends wait for copies, a master whose place was taken confirms nothing beyond what its successor began with: nobody copies from it
// any more. And nobody stores for a name whom no operator has made its master.
//
// Why it matters: what the old master acknowledges alone is thrown away with it. RocketMQ's classic mode fences nobody (facts 3.2): an old master
// that was only cut off, or is started again with its old configuration, takes messages as before. That they are not acknowledged is all that
// double write promises, and it is enough. Where no copy is waited for, nothing is promised: both acknowledge.
//
// Smallest violating history: slave-1, whose log ends at 100, is put in the place of broker-0; broker-0 confirms a put up to 200.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import type { MessageEntry, SendCompleted } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { ReplicaExtent } from './replica-entry.ts';
import type { RecordEvidence } from './store-entry.ts';

const NAME = 'one-writer-per-epoch';

interface Name {
  /** The machine that is the master by the operator's will. */
  master: string;
  /** Machines that were. */
  readonly replaced: Set<string>;
  /** Where the log of the master ended when it began to store; it grows until then. Undefined: there was no promotion. */
  begunAt: number | undefined;
  hasStored: boolean;
}

class OneWriterPerEpochJudge implements Judge {
  readonly #waitsForCopies: boolean;
  readonly #names = new Map<string, Name>();
  /** Ends of logs by machine. */
  readonly #ends = new Map<string, number>();
  /** Bodies of sends that wait, by message. */
  readonly #waiting = new MessageMap<number>();
  /** What replaced masters have stored beyond what their successors began with, by place. */
  readonly #strays = new BrokerQueues<RecordEvidence[]>();
  #hasStrays = false;

  constructor({ copies }: Promises) {
    this.#waitsForCopies = copies > 1;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'replica-extent':
        return this.#hearExtent(machine, entry);
      case 'slave-promoted':
        this.#promote(machine, entry.brokerName, entry.instead);
        return undefined;
      case 'master-retired':
        this.#names.get(entry.brokerName)?.replaced.delete(machine);
        return undefined;
      case 'put-confirmed':
        return this.#hearConfirmation(machine, entry.brokerName, entry.end);
      case 'record-stored':
        this.#hearRecord(machine, entry.record);
        return undefined;
      case 'send-invoked':
        if (entry.waitsForStore !== false) this.#waiting.set(entry, entry.bodyCrc);
        return undefined;
      case 'send-completed':
        return entry.outcome === 'acknowledged' ? this.#hearAnswer(entry) : undefined;
      default:
        return undefined;
    }
  }

  #name(brokerName: string): Name {
    const known = this.#names.get(brokerName);
    if (known !== undefined) return known;
    const name: Name = { master: brokerName, replaced: new Set(), begunAt: undefined, hasStored: false };
    this.#names.set(brokerName, name);
    return name;
  }

  #promote(machine: string, brokerName: string, instead: string): void {
    const name = this.#name(brokerName);
    name.replaced.add(instead);
    name.replaced.delete(machine);
    name.master = machine;
    name.begunAt = this.#ends.get(machine) ?? 0;
    name.hasStored = false;
  }

  #hearExtent(machine: string, { brokerName, end, after }: ReplicaExtent): Violation | undefined {
    this.#ends.set(machine, end);
    const name = this.#name(brokerName);
    if (after !== 'append') {
      if (machine === name.master && !name.hasStored && name.begunAt !== undefined) name.begunAt = end;
      return undefined;
    }
    if (machine === name.master) name.hasStored = true;
    else if (!name.replaced.has(machine))
      return {
        oracle: NAME,
        message: `${machine} stores messages for ${brokerName}, and no operator has made it the master: that is ${name.master}`,
        fingerprint: `${NAME}: a writer that nobody named`,
      };
    return undefined;
  }

  #hearConfirmation(machine: string, brokerName: string, end: number): Violation | undefined {
    const name = this.#name(brokerName);
    if (!this.#waitsForCopies || !isBeyond(name, machine, end)) return undefined;
    return this.#violation(machine, name, `confirmed a put up to ${end}`, brokerName);
  }

  #hearRecord(machine: string, record: RecordEvidence): void {
    if (!this.#waitsForCopies) return;
    for (const [brokerName, name] of this.#names) {
      if (!isBeyond(name, machine, record.position + record.recordSize)) continue;
      this.#strays.obtain(brokerName, record, () => []).push(record);
      this.#hasStrays = true;
    }
  }

  /** Two histories give one place twice: the body says whose it is. */
  #hearAnswer(send: SendCompleted): Violation | undefined {
    const { place } = send;
    const bodyCrc = this.#waiting.get(send);
    this.#waiting.delete(send);
    if (place === undefined || bodyCrc === undefined || !this.#hasStrays) return undefined;
    const { brokerName, queueId, queueOffset, position } = place;
    const strays = this.#strays.obtain(brokerName, { topic: send.topic, queueId }, () => []);
    const name = this.#name(brokerName);
    const isStray = strays.some(
      (record) =>
        record.queueOffset === queueOffset &&
        record.position >= (name.begunAt ?? 0) &&
        record.isBodyAsSent &&
        record.bodyCrc === bodyCrc &&
        (position === undefined || position === record.position),
    );
    if (!isStray) return undefined;
    const [machine = brokerName] = name.replaced;
    return this.#violation(
      machine,
      name,
      `acknowledged message ${send.ordinal} of key ${send.key}`,
      brokerName,
    );
  }

  #violation(machine: string, name: Name, what: string, brokerName: string): Violation {
    return {
      oracle: NAME,
      message: `${machine} ${what} for ${brokerName} although ${name.master} has its place, with what ends at ${name.begunAt ?? 0}`,
      fingerprint: `${NAME}: two that acknowledge`,
    };
  }
}

function isBeyond({ replaced, begunAt }: Name, machine: string, end: number): boolean {
  return begunAt !== undefined && replaced.has(machine) && end > begunAt;
}

export const oneWriterPerEpoch: Oracle = {
  name: NAME,
  doc: 'At most one broker acknowledges messages for a broker name and an epoch, where sends wait for copies.',
  evidence: ['replicas'],
  judge: (promises) => new OneWriterPerEpochJudge(promises),
};
