// Promise: what a broker remembers as consumed was consumed: no offset is committed beyond a message that no member of the group has handled
// (facts 9.3 C2).
//
// Why it matters: whoever gets the queue next begins at the committed offset. What lies below and was not handled is skipped for ever. Handled
// counts whoever did it. Retention may take what nobody handled, and an operator may move a group wherever they like. It holds for groups that
// want every message of their topics and fail none without order: such a message is handled when the broker has taken it back.
//
// Smallest violating history: offsets 0 and 1 are stored; the handler of 1 succeeds; offset 2 is committed.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry, QueuePlace } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { type OffsetKept, queueText } from './ownership-entry.ts';
import { QueueTable } from './queue-table.ts';

const NAME = 'offset-behind-work';

interface Work {
  /** Everything below was handled, or is not owed. It never goes back: what was handled once is not asked for again. */
  doneUntil: number;
  /** Offsets above that were handled. */
  readonly done: Set<number>;
  /** The first offset that retention left. */
  least: number;
}

class OffsetBehindWorkJudge implements Judge {
  readonly #work = new QueueTable<Work>(() => ({ doneUntil: 0, done: new Set(), least: 0 }));

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'delivery-completed':
        if (entry.isSuccess) this.#handled(entry.topic, entry.place);
        return undefined;
      case 'queue-bounds':
        this.#work.of({ brokerName: machine, topic: entry.topic, queueId: entry.queueId }).least =
          entry.minOffset;
        return undefined;
      case 'offset-kept':
        return this.#hearOffset(entry);
      default:
        return undefined;
    }
  }

  #handled(ownTopic: string, place: QueuePlace): void {
    const { topic = ownTopic, brokerName, queueId, queueOffset } = place;
    this.#work.of({ topic, brokerName, queueId }).done.add(queueOffset);
  }

  #hearOffset(entry: OffsetKept): Violation | undefined {
    const work = this.#work.of(entry);
    if (entry.through === 'reset') {
      work.doneUntil = Math.max(work.doneUntil, entry.offset);
      return undefined;
    }
    work.doneUntil = Math.max(work.doneUntil, work.least);
    while (work.doneUntil < entry.offset && work.done.delete(work.doneUntil)) work.doneUntil += 1;
    if (entry.offset <= work.doneUntil) return undefined;
    const { group, offset } = entry;
    return {
      oracle: NAME,
      message: `group ${group} committed offset ${offset} of ${queueText(entry)}, though offset ${work.doneUntil} was not handled`,
      fingerprint: NAME,
    };
  }
}

export const offsetBehindWork: Oracle = {
  name: NAME,
  doc: 'No offset is committed beyond a message that no member of the group has handled.',
  evidence: ['ownership'],
  judge: () => new OffsetBehindWorkJudge(),
};
