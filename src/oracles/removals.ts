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

interface Stored {
  readonly name: MessageName;
  readonly place: StoredPlace;
  readonly sentAtUs: number;
}

/** Tells which acknowledged messages retention has removed. */
export class RemovedMessages {
  readonly #tell: (message: MessageName) => void;
  readonly #sentAtUs = new MessageMap<number>();
  readonly #stored = new MessageMap<Stored>();
  readonly #removals: Removal[] = [];

  /** `tell` gets the name of each. */
  constructor(tell: (message: MessageName) => void) {
    this.#tell = tell;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry, atUs } = recorded;
    const removal = removalOf(recorded);
    if (removal !== undefined) this.#remove(removal);
    else if (entry.kind === 'send-invoked') this.#sentAtUs.set(entry, atUs);
    else if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged') this.#acknowledge(entry);
  }

  #acknowledge(entry: SendCompleted): void {
    const { place } = entry;
    if (place === undefined) return;
    const sentAtUs = this.#sentAtUs.get(entry) ?? 0;
    if (this.#removals.some((removal) => isTakenBy(place, sentAtUs, removal))) this.#tell(entry);
    else this.#stored.set(entry, { name: entry, place, sentAtUs });
  }

  #remove(removal: Removal): void {
    this.#removals.push(removal);
    for (const { name, place, sentAtUs } of this.#stored.values()) {
      if (!isTakenBy(place, sentAtUs, removal)) continue;
      this.#stored.delete(name);
      this.#tell(name);
    }
  }
}
