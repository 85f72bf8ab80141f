// What retention gave up in a run. A message is excused exactly when the segment that held its record was removed after its send had begun
// (facts 9.2 L10, 9.3 C1): an earlier segment at the same position belonged to another disk.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry, MessageName, SendCompleted, StoredPlace } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { SegmentRemoved } from './retention-entry.ts';

interface Removal {
  readonly atUs: number;
  readonly brokerName: string;
  readonly segment: SegmentRemoved;
}

function removalOf({ atUs, machine, entry }: Recorded<MessageEntry>): Removal | undefined {
  return entry.kind === 'segment-removed' ? { atUs, brokerName: machine, segment: entry } : undefined;
}

/** Whether it took the record of a send that was stored there and began then. */
function isTakenBy(place: StoredPlace, sentAtUs: number, { atUs, brokerName, segment }: Removal): boolean {
  if (place.position === undefined || place.brokerName !== brokerName || atUs < sentAtUs) return false;
  return place.position >= segment.startPosition && place.position < segment.endPosition;
}

interface Sent {
  readonly name: MessageName;
  /** When it was sent last. */
  sentAtUs: number;
  /** Of the record that was acknowledged last and is not removed, and when that was sent. */
  place: StoredPlace | undefined;
  storedSentAtUs: number;
}

/** Tells which acknowledged messages retention has removed. */
export class RemovedMessages {
  readonly #tell: (message: MessageName) => void;
  readonly #sent = new MessageMap<Sent>();
  readonly #removals: Removal[] = [];

  /** `tell` gets the name of each. */
  constructor(tell: (message: MessageName) => void) {
    this.#tell = tell;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry, atUs } = recorded;
    const removal = removalOf(recorded);
    if (removal !== undefined) this.#remove(removal);
    else if (entry.kind === 'send-invoked') this.#sentOf(entry, atUs).sentAtUs = atUs;
    else if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') this.#acknowledge(entry);
  }

  #sentOf(name: MessageName, sentAtUs: number): Sent {
    const known = this.#sent.get(name);
    if (known !== undefined) return known;
    const sent: Sent = { name, sentAtUs, place: undefined, storedSentAtUs: 0 };
    this.#sent.set(name, sent);
    return sent;
  }

  #acknowledge(entry: SendCompleted): void {
    const { place } = entry;
    if (place === undefined) return;
    const sent = this.#sentOf(entry, 0);
    if (this.#removals.some((removal) => isTakenBy(place, sent.sentAtUs, removal))) {
      this.#tell(entry);
      return;
    }
    sent.place = place;
    sent.storedSentAtUs = sent.sentAtUs;
  }

  #remove(removal: Removal): void {
    this.#removals.push(removal);
    for (const sent of this.#sent.values()) {
      const { name, place, storedSentAtUs } = sent;
      if (place === undefined || !isTakenBy(place, storedSentAtUs, removal)) continue;
      sent.place = undefined;
      this.#tell(name);
    }
  }
}
