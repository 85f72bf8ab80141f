// Promise: consume queues are what the log makes of them. Records of a queue have dense offsets in the order of the log, each record that
// readers may see has exactly one entry, at its own offset and saying where it lies, and no queue has an entry that the log has no record
// for (facts 9.2: L1 to L4).
//
// Why it matters: a consumer sees nothing but queues. A record without an entry is never consumed, two records at one offset hide each
// other, and an entry too many makes all later offsets wrong.
// Of the copies of a log each is judged like any other, from where it begins.
//
// Smallest violating history: broker-0 stores records with the offsets 0 and 2 of a queue.

import type { Recorded } from '../history/history.ts';
import { FolderCheck } from '../messaging/store/folder-check.ts';
import { describeInconsistency } from '../messaging/store/inconsistency.ts';
import { BrokerQueues } from './broker-queues.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, SettledWorld, Violation } from './oracle.ts';
import type { LogRecovered, RecordEvidence, RecordShown, UnitEvidence } from './store-entry.ts';

const NAME = 'queue-follows-log';

class QueueFollowsLogJudge implements Judge {
  readonly #promises: Promises;
  /** One past the offset of the last record, by queue. */
  readonly #ends = new BrokerQueues<number>();
  /** What a broker shows ends here; absent while it is down. */
  readonly #shownUntil = new Map<string, number>();
  /** Copies that are not what their master has: replicas-share-prefix.ts judges that. */
  readonly #differing = new Set<string>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced || this.#differing.has(machine)) return undefined;
    switch (entry.kind) {
      case 'replicas-differ': {
        const copy = entry.after === 'append' ? entry.other : machine;
        this.#differing.add(copy);
        this.#shownUntil.delete(copy);
        return undefined;
      }
      case 'record-stored':
        return this.#hearRecord(machine, entry.record);
      case 'record-shown':
        return this.#hearShown(machine, entry);
      case 'log-broken':
        return violation('no record', `${machine} at position ${entry.position}: ${entry.reason}`);
      case 'log-recovered':
        return this.#hearRecovered(machine, entry);
      case 'machine-ended':
        if (entry.how === 'disk-wiped') this.#ends.forget(machine);
        this.#shownUntil.delete(machine);
        return undefined;
      default:
        return undefined;
    }
  }

  rest({ brokerDisks, slaveDisks, delayLevelsMs }: SettledWorld): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    for (const [broker, limit] of this.#shownUntil) {
      const disk = brokerDisks.get(broker) ?? slaveDisks?.get(broker);
      if (disk === undefined) continue;
      const check = new FolderCheck(disk, { delayLevelsMs });
      for (const wrong of [...check.segments(), ...check.records(limit), ...check.strayUnits(limit)]) {
        return violation(`${wrong.kind} at rest`, `${broker} at rest: ${describeInconsistency(wrong)}`);
      }
    }
    return undefined;
  }

  #hearRecord(broker: string, record: RecordEvidence): Violation | undefined {
    if (!record.isQueued) return undefined;
    const due = this.#ends.get(broker, record) ?? record.queueOffset;
    this.#ends.set(broker, record, record.queueOffset + 1);
    if (record.queueOffset === due) return undefined;
    const kind = record.queueOffset < due ? 'one offset for two records' : 'a hole between offsets';
    return violation(kind, `${nameOf(broker, record)} was stored where offset ${due} is due`);
  }

  #hearShown(broker: string, { record, unit }: RecordShown): Violation | undefined {
    this.#shownUntil.set(broker, record.position + record.recordSize);
    return compareUnit(broker, record, unit);
  }

  #hearRecovered(broker: string, entry: LogRecovered): Violation | undefined {
    this.#shownUntil.set(broker, entry.shownUntil ?? entry.endPosition);
    for (const { record, unit } of entry.tail) {
      const wrong = record.isQueued ? compareUnit(broker, record, unit) : undefined;
      if (wrong !== undefined) return after(wrong);
    }
    for (const end of entry.queueEnds) {
      this.#ends.set(broker, end, end.endOffset);
      if (end.unitBehind === undefined) continue;
      const { topic, queueId, endOffset, unitBehind } = end;
      const where = `${broker} ${topic} queue ${queueId} offset ${endOffset}`;
      return after(
        violation(
          'an entry without a record',
          `${where} has an entry (${unitText(unitBehind)}) and no record`,
        ),
      );
    }
    return undefined;
  }
}

function compareUnit(
  broker: string,
  record: RecordEvidence,
  unit: UnitEvidence | undefined,
): Violation | undefined {
  const where = nameOf(broker, record);
  if (unit === undefined) return violation('no entry', `${where} has no entry in its queue`);
  const isRight =
    unit.position === record.position &&
    unit.recordSize === record.recordSize &&
    unit.tagsCode === record.tagsCode;
  if (isRight) return undefined;
  return violation('another entry', `${where} has the entry (${unitText(unit)}), not (${unitText(record)})`);
}

function nameOf(broker: string, { topic, queueId, queueOffset, position }: RecordEvidence): string {
  return `${broker} ${topic} queue ${queueId} offset ${queueOffset} at position ${position}`;
}

function unitText({ position, recordSize, tagsCode }: UnitEvidence): string {
  return `position ${position}, ${recordSize} bytes, tags code ${tagsCode}`;
}

function after(found: Violation): Violation {
  return {
    ...found,
    message: `after a recovery: ${found.message}`,
    fingerprint: `${found.fingerprint} after a recovery`,
  };
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const queueFollowsLog: Oracle = {
  name: NAME,
  doc: 'Each record that readers may see has exactly one entry in its queue, at its own dense offset, and no queue has more.',
  judge: (promises) => new QueueFollowsLogJudge(promises),
};
