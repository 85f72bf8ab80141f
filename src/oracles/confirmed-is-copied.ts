// Promise: when a master tells a put that enough copies have it, they have: as many as the mode of replication says, the master's included,
// on the disk or in the page cache (facts 9.1 D7, D8). And so it is with each message whose sender has its acknowledgement; and, where a design
// promises that readers see nothing but what is copied, with each that a broker shows them. What a slave has is appended there, flushed or not
// (facts 3.3); that it is flushed no mode of RocketMQ promises, and only a design that claims it is held to it.
//
// Why it matters: it is all that synchronous double write promises. A copy that is counted twice, or before it has the bytes, is not there
// when the master's disk is gone. A copy that has lost since what it had counts: it did have it.
//
// RocketMQ breaks it: a slave whose log is empty begins at the last segment of its master, and what it says then counts for everything before
// (facts 3.2). That has a fingerprint of its own.
//
// Smallest violating history: broker-0 stores k/0 and acknowledges it under two copies; no slave has it.

import type { Recorded } from '../history/history.ts';
import { Masters } from './masters.ts';
import type { MessageEntry, SendCompleted } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { ReplicaExtent } from './replica-entry.ts';
import type { RecordEvidence } from './store-entry.ts';

const NAME = 'confirmed-is-copied';

/** A copy that began at a later segment was taken for one that has everything before. */
export const BEGUN_BEHIND = `${NAME}: a copy that began behind it`;

/** What a copy ever had in one piece. */
interface Extent {
  readonly start: number;
  end: number;
}

/** By machine. */
type Copies = Map<string, Extent[]>;

class ConfirmedIsCopiedJudge implements Judge {
  readonly #copies: number;
  readonly #byBroker = new Map<string, Copies>();
  /** Of the machines that store for the name. */
  readonly #nameOf = new Map<string, string>();
  /** By where they begin, by broker name: one that waits for its delay lies in another queue than its sender asked for. */
  readonly #records = new Map<string, Map<number, RecordEvidence>>();
  /** Sends that do not wait for the store. */
  readonly #hasty = new MessageMap<true>();

  readonly #readersSee: Promises['readersSee'];
  readonly #copiesAre: Promises['copiesAre'];
  readonly #masters = new Masters();
  /** How far the log of a machine ever was on its disk. */
  readonly #flushed = new Map<string, number>();

  constructor({ copies, readersSee, copiesAre }: Promises) {
    this.#copies = copies;
    this.#readersSee = readersSee;
    this.#copiesAre = copiesAre;
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    if (this.#copies <= 1) return undefined;
    this.#masters.hear(recorded);
    const { entry, machine } = recorded;
    switch (entry.kind) {
      case 'replica-extent':
        this.#hearExtent(machine, entry);
        return undefined;
      case 'record-stored':
        this.#hearRecord(machine, entry.record);
        return undefined;
      case 'send-invoked':
        if (entry.waitsForStore === false) this.#hasty.set(entry, true);
        return undefined;
      case 'log-flushed':
        this.#flushed.set(machine, Math.max(this.#flushed.get(machine) ?? 0, entry.position));
        return undefined;
      case 'record-shown':
        return this.#readersSee === 'copied' ? this.#hearShown(machine, entry.record) : undefined;
      case 'put-confirmed':
        return this.#check(entry.brokerName, entry.end - 1, entry.end, `${machine} confirmed a put`);
      case 'send-completed':
        return entry.outcome === 'acknowledged' ? this.#hearAnswer(entry) : undefined;
      default:
        return undefined;
    }
  }

  #hearExtent(machine: string, { brokerName, start, end }: ReplicaExtent): void {
    this.#nameOf.set(machine, brokerName);
    let copies = this.#byBroker.get(brokerName);
    if (copies === undefined) {
      copies = new Map();
      this.#byBroker.set(brokerName, copies);
    }
    const extents = copies.get(machine) ?? [];
    copies.set(machine, extents);
    const last = extents.at(-1);
    if (last?.start === start) last.end = Math.max(last.end, end);
    else extents.push({ start, end });
  }

  #hearRecord(machine: string, record: RecordEvidence): void {
    const brokerName = this.#nameOf.get(machine);
    if (brokerName === undefined) return;
    const records = this.#records.get(brokerName) ?? new Map<number, RecordEvidence>();
    this.#records.set(brokerName, records.set(record.position, record));
  }

  #hearAnswer(send: SendCompleted): Violation | undefined {
    if (send.place?.position === undefined || this.#hasty.has(send)) return undefined;
    const { brokerName, position } = send.place;
    const record = this.#records.get(brokerName)?.get(position);
    if (record === undefined) return undefined;
    const { recordSize } = record;
    const what = `message ${send.ordinal} of key ${send.key} was acknowledged`;
    return this.#check(brokerName, position, position + recordSize, what);
  }

  #hearShown(machine: string, { position, recordSize }: RecordEvidence): Violation | undefined {
    const brokerName = this.#nameOf.get(machine);
    if (brokerName === undefined) return undefined;
    return this.#check(brokerName, position, position + recordSize, `${machine} showed a message to readers`);
  }

  #check(brokerName: string, start: number, end: number, what: string): Violation | undefined {
    const copies = [...(this.#byBroker.get(brokerName) ?? [])];
    const holders = copies.filter(
      ([machine, extents]) =>
        extents.some((extent) => extent.start <= start && extent.end >= end) &&
        this.#isSafe(brokerName, machine, end),
    );
    if (holders.length >= this.#copies) return undefined;
    const hasLater = copies.some(([, extents]) =>
      extents.some((extent) => extent.start > start && extent.end >= end),
    );
    const names = holders.map(([machine]) => machine).join(', ');
    const place = `${brokerName} up to position ${end}`;
    return {
      oracle: NAME,
      message: `${what} (${place}): ${this.#copies} copies were promised, and only ${names || 'nobody'} had it`,
      fingerprint: hasLater ? BEGUN_BEHIND : `${NAME}: ${holders.length} of ${this.#copies} copies`,
    };
  }

  /** Its own flush a master waits for apart from this (flushed-survives.ts). */
  #isSafe(brokerName: string, machine: string, end: number): boolean {
    if (this.#copiesAre === 'appended' || machine === this.#masters.machineOf(brokerName)) return true;
    return (this.#flushed.get(machine) ?? 0) >= end;
  }
}

export const confirmedIsCopied: Oracle = {
  name: NAME,
  doc: 'What a master confirms as replicated, what it acknowledges under synchronous double write, and what readers see where that is promised, is held by as many copies as promised.',
  evidence: ['replicas'],
  judge: (promises) => new ConfirmedIsCopiedJudge(promises),
};
