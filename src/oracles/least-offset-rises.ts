// Promise: what a queue offers has a beginning that only moves forward and never passes its end; the log loses its oldest segment and no other.
//
// Why it matters: a consumer that is behind the least offset is moved to it. Where the least offset lies behind the end, it is moved to a
// place that does not exist, then back, and never gets what is stored there; where it goes back, a consumer gets what was given up, or
// records that lie elsewhere now (facts 9.2 L10).
//
// Smallest violating history: broker-0 says that a queue begins at 5 and ends at 0.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { QueueBounds, SegmentRemoved } from './retention-entry.ts';

const NAME = 'least-offset-rises';

class LeastOffsetRisesJudge implements Judge {
  /** By queue. */
  readonly #minOffsets = new Map<string, number>();
  /** End of the last segment that was removed, by broker. */
  readonly #removedUntil = new Map<string, number>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'queue-bounds':
        return this.#hearBounds(machine, entry);
      case 'segment-removed':
        return this.#hearRemoved(machine, entry);
      case 'machine-ended':
        if (entry.how === 'disk-wiped') this.#forget(machine);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Another disk. */
  #forget(broker: string): void {
    this.#removedUntil.delete(broker);
    for (const key of [...this.#minOffsets.keys()])
      if (key.startsWith(`${broker}/`)) this.#minOffsets.delete(key);
  }

  #hearBounds(broker: string, bounds: QueueBounds): Violation | undefined {
    const { topic, queueId, minOffset, maxOffset } = bounds;
    const key = `${broker}/${topic}/${queueId}`;
    const before = this.#minOffsets.get(key) ?? 0;
    this.#minOffsets.set(key, minOffset);
    const what = `${broker} topic ${topic} queue ${queueId} begins at ${minOffset}`;
    if (minOffset > maxOffset) return violation('behind its end', `${what} and ends at ${maxOffset}`);
    return minOffset < before ? violation('went back', `${what}, after ${before}`) : undefined;
  }

  /** A power loss may bring back the last one that was removed: its removal was not durable. */
  #hearRemoved(broker: string, { startPosition, endPosition }: SegmentRemoved): Violation | undefined {
    const until = this.#removedUntil.get(broker);
    this.#removedUntil.set(broker, endPosition);
    if (until === undefined || startPosition === until || endPosition === until) return undefined;
    const what = `${broker} removed the segment from ${startPosition} on after the one that ends at ${until}`;
    return violation('not the oldest segment', what);
  }
}

function violation(kind: string, message: string): Violation {
  return { oracle: NAME, message, fingerprint: `${NAME}: ${kind}` };
}

export const leastOffsetRises: Oracle = {
  name: NAME,
  doc: 'The least offset of a queue only rises and never passes its end; the log loses its oldest segment and no other.',
  judge: () => new LeastOffsetRisesJudge(),
};
