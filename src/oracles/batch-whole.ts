// Promise: the messages of one batch are stored all or not at all, back to back, in their order, with consecutive offsets of one queue, and no
// other record between them; what a crash leaves of one is its beginning, and of an acknowledged one that was to be durable all of it
// (facts 9.2 L7).
//
// Why it matters: a batch is sent for what belongs together. A part of one, or strangers in the middle of it, is what nobody sent, and the answer
// names the place of the first message only: the others are where they must be, or they cannot be found.
//
// Of a slave nothing is asked here: whatever the end of its log, it goes on there, perhaps in the middle of a batch, and has what its master has
// (replicas-share-prefix.ts).
//
// Smallest violating history: k/0 and k/1 sent as a batch; broker-0 stores k/0, then a record of another message.

import type { Recorded } from '../history/history.ts';
import {
  type BatchPlace,
  type MessageEntry,
  messageKey,
  type SendCompleted,
  type SendInvoked,
} from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import { type LogRecovered, queueKey, type RecordEvidence } from './store-entry.ts';

const NAME = 'batch-whole';

interface Member extends BatchPlace {
  readonly waits: boolean;
}

/** One batch as one broker has stored it. */
interface Copy {
  readonly name: string;
  readonly size: number;
  readonly records: RecordEvidence[];
  isAcknowledged: boolean;
}

class BatchWholeJudge implements Judge {
  readonly #promises: Promises;
  /** By message. */
  readonly #sent = new Map<string, Member>();
  /** By topic and body, which no two messages share; undefined: two do after all, and cannot be told apart. */
  readonly #bodies = new Map<string, Member | undefined>();
  /** By broker, the batch whose next message is due. */
  readonly #open = new Map<string, Copy>();
  /** By queue and offset of its first message. */
  readonly #copies = new Map<string, Copy>();

  readonly #slaves = new Set<string>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'slave-noted':
        this.#slaves.add(machine);
        return undefined;
      case 'slave-promoted':
        this.#slaves.delete(machine);
        this.#slaves.add(entry.instead);
        return undefined;
      case 'send-invoked':
        this.#hearSend(entry);
        return undefined;
      case 'record-stored':
        return this.#slaves.has(machine) ? undefined : this.#hearRecord(machine, entry.record);
      case 'send-completed':
        return entry.outcome === 'acknowledged' ? this.#hearAnswer(entry) : undefined;
      case 'log-recovered':
        return this.#slaves.has(machine) ? undefined : this.#hearRecovered(machine, entry);
      default:
        return undefined;
    }
  }

  #hearSend(entry: SendInvoked): void {
    const body = bodyKey(entry.topic, entry.bodyCrc);
    const member =
      entry.batch === undefined ? undefined : { ...entry.batch, waits: entry.waitsForStore !== false };
    this.#bodies.set(body, this.#bodies.has(body) ? undefined : member);
    if (member !== undefined) this.#sent.set(messageKey(entry), member);
  }

  #hearRecord(broker: string, record: RecordEvidence): Violation | undefined {
    const before = this.#open.get(broker);
    const member = this.#memberOf(record);
    if (before !== undefined) return this.#hearNext(broker, before, record);
    if (member === undefined) return undefined;
    if (member.index > 0) {
      return violation(
        'begins in the middle',
        `${place(broker, record)} has message ${member.index} of ${text(member)} and not its first`,
      );
    }
    const copy: Copy = { name: member.name, size: member.size, records: [record], isAcknowledged: false };
    this.#copies.set(copyKey(broker, record, record.queueOffset), copy);
    if (member.size > 1) this.#open.set(broker, copy);
    return undefined;
  }

  #hearNext(broker: string, copy: Copy, record: RecordEvidence): Violation | undefined {
    const index = copy.records.length;
    const last = copy.records[index - 1] as RecordEvidence;
    const member = this.#memberOf(record);
    if (member?.name !== copy.name || member.index !== index) {
      return violation(
        'interrupted',
        `${place(broker, record)} has another message than number ${index} of ${text(copy)}`,
      );
    }
    const isBehind =
      record.position === last.position + last.recordSize &&
      record.queueId === last.queueId &&
      record.queueOffset === last.queueOffset + 1;
    if (!isBehind) {
      return violation(
        'not back to back',
        `${place(broker, record)} has message ${index} of ${text(copy)}, and ${place(broker, last)} the one before`,
      );
    }
    copy.records.push(record);
    if (copy.records.length === copy.size) this.#open.delete(broker);
    return undefined;
  }

  #hearAnswer(entry: SendCompleted): Violation | undefined {
    const member = this.#sent.get(messageKey(entry));
    if (member === undefined || entry.place === undefined) return undefined;
    const { brokerName, queueId, queueOffset } = entry.place;
    const queue = { topic: entry.topic, queueId };
    const copy = this.#copies.get(copyKey(brokerName, queue, queueOffset - member.index));
    // What cannot be told from others by its body is not known at all.
    if (copy?.name !== member.name) return undefined;
    if (copy.records.length < copy.size) {
      return violation(
        'acknowledged in part',
        `${brokerName} acknowledged ${text(copy)} with ${copy.records.length} stored`,
      );
    }
    copy.isAcknowledged = member.waits;
    return undefined;
  }

  #hearRecovered(broker: string, { endPosition, found }: LogRecovered): Violation | undefined {
    this.#open.delete(broker);
    for (const [key, copy] of this.#copies) {
      if (!key.startsWith(`${broker}/`)) continue;
      const kept = copy.records.filter(({ position }) => position < endPosition);
      if (kept.length === copy.records.length) continue;
      if (this.#isOwed(copy)) {
        return violation(
          'acknowledged and cut',
          `${broker} has ${kept.length} messages left of ${text(copy)}, which was acknowledged`,
        );
      }
      this.#copies.delete(key);
    }
    for (const record of found) {
      const wrong = this.#hearRecord(broker, record);
      if (wrong !== undefined) return wrong;
    }
    // Whatever died has left the beginning of a batch at most.
    this.#open.delete(broker);
    return undefined;
  }

  #isOwed({ isAcknowledged }: Copy): boolean {
    return isAcknowledged && this.#promises.flush === 'synchronous' && this.#promises.disksKeepWhatIsSynced;
  }

  #memberOf({ topic, bodyCrc, isBodyAsSent }: RecordEvidence): Member | undefined {
    return isBodyAsSent ? this.#bodies.get(bodyKey(topic, bodyCrc)) : undefined;
  }
}

function bodyKey(topic: string, bodyCrc: number): string {
  return `${topic}/${bodyCrc}`;
}

function copyKey(
  broker: string,
  queue: { readonly topic: string; readonly queueId: number },
  firstOffset: number,
): string {
  return `${queueKey(broker, queue)}/${firstOffset}`;
}

function place(broker: string, { queueId, queueOffset, position }: RecordEvidence): string {
  return `${broker} queue ${queueId} offset ${queueOffset} at position ${position}`;
}

function text({ name, size }: { readonly name: string; readonly size: number }): string {
  return `the batch of ${size} that begins with ${name}`;
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const batchWhole: Oracle = {
  name: NAME,
  doc: 'A batch is stored whole, back to back and in order, or not at all; a crash leaves the beginning of an unacknowledged one at most.',
  judge: (promises) => new BatchWholeJudge(promises),
};
