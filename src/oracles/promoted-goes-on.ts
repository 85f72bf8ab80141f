// Promise: a slave that takes the place of its master delivers delayed messages from where its master was when the slave last asked. It delivers
// again what came since then, and nothing older (facts 3.4; SlaveSynchronize.java).
//
// Why it matters: a promotion repeats some seconds of deliveries. A slave that has forgotten how far its master was repeats all that was ever
// delayed and is not yet removed, though every message of it is an order that was to be cancelled once.
//
// Smallest violating history: slave-1 hears that 2 of level 1 is next, becomes the master, and delivers message 1 of level 1.

import type { Recorded } from '../history/history.ts';
import type { DelayedDelivered } from './delay-entry.ts';
import { SCHEDULE_TOPIC } from './delayed-messages.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { LogRecovered } from './store-entry.ts';

const NAME = 'promoted-goes-on';

interface Knowledge {
  /** Level to the offset of the next one to deliver, as the slave last heard. */
  next: ReadonlyMap<number, number>;
  /** Level to the offset below which everything was there at the promotion; what it stores later is new, whatever its offset. */
  readonly ends: Map<number, number>;
  isPromoted: boolean;
}

class PromotedGoesOnJudge implements Judge {
  readonly #knowledge = new Map<string, Knowledge>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'delays-heard':
        this.#knowledge.set(machine, { next: entry.next, ends: new Map(), isPromoted: false });
        return undefined;
      case 'slave-promoted': {
        this.#knowledge.delete(entry.instead);
        const known = this.#knowledge.get(machine);
        if (known !== undefined) known.isPromoted = true;
        return undefined;
      }
      case 'machine-ended':
        // What it wrote down may have been in memory only.
        if (entry.how === 'power-lost' || entry.how === 'disk-wiped') this.#knowledge.delete(machine);
        return undefined;
      case 'log-recovered':
        this.#hearRecovered(this.#knowledge.get(machine), entry);
        return undefined;
      case 'delayed-delivered':
        return this.#hearDelivered(machine, entry);
      default:
        return undefined;
    }
  }

  #hearRecovered(known: Knowledge | undefined, { queueEnds }: LogRecovered): void {
    if (known?.isPromoted !== true || known.ends.size > 0) return;
    for (const { topic, queueId, endOffset } of queueEnds) {
      if (topic === SCHEDULE_TOPIC) known.ends.set(queueId + 1, endOffset);
    }
  }

  #hearDelivered(machine: string, { level, queueOffset }: DelayedDelivered): Violation | undefined {
    const known = this.#knowledge.get(machine);
    if (known?.isPromoted !== true) return undefined;
    const next = known.next.get(level) ?? 0;
    if (queueOffset >= Math.min(next, known.ends.get(level) ?? 0)) return undefined;
    return {
      oracle: NAME,
      message: `${machine} delivers message ${queueOffset} of delay level ${level} again: as a slave it had heard from its master that ${next} is next`,
      fingerprint: `${NAME}: delivered again`,
    };
  }
}

export const promotedGoesOn: Oracle = {
  name: NAME,
  doc: 'A slave that takes the place of its master delivers no delayed message again that it has heard to be delivered.',
  evidence: ['delays'],
  judge: () => new PromotedGoesOnJudge(),
};
