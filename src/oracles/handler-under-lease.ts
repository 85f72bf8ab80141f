// Promise: in order, a handler starts only under a lease of its queue: one that the broker gave its consumer and nobody else since, and that the
// consumer may still believe in.
//
// Why it matters: order within a queue is one consumer at a time. RocketMQ has leases without fencing, so a handler that runs longer than its
// lease may overlap with the next owner's (facts 9.4 O3); what is owed is that none *starts* without one. A broker that ended since has
// forgotten its leases and may give the queue to another at once: then the consumer's own 30 s are all that is asked for. Both sides count by
// clocks of their own, which may run some per cent wrong. It judges groups that consume in order, one message at a time.
//
// Smallest violating history: broker-0 leases queue 0 to consumer-0, later to consumer-1; consumer-0 starts a handler of queue 0.

import type { Recorded } from '../history/history.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import { type LeaseGranted, queueText } from './ownership-entry.ts';
import { QueueTable } from './queue-table.ts';

const NAME = 'handler-under-lease';
/** A clock that is 5 % slow counts 31.6 s for 30 s. */
const CLOCK_ERROR = 1 / 16;

interface Grant {
  /** Its broker has ended since, and with it its memory of leases. */
  isForgotten: boolean;
  /** The broker has given the queue to this client since. */
  takenBy: string | undefined;
}

interface Belief {
  readonly clientId: string;
  readonly atUs: number;
  readonly validMs: number;
}

/** One queue. */
interface Leases {
  /** By client. */
  readonly grants: Map<string, Grant>;
  /** By machine. */
  readonly beliefs: Map<string, Belief>;
}

class HandlerUnderLeaseJudge implements Judge {
  readonly #queues = new QueueTable<Leases>(() => ({ grants: new Map(), beliefs: new Map() }));

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'lease-granted':
        this.#grant(entry);
        return undefined;
      case 'lease-obtained': {
        const { clientId, validMs } = entry;
        this.#queues.of(entry).beliefs.set(machine, { clientId, atUs, validMs });
        return undefined;
      }
      case 'lease-ended':
        this.#queues.of(entry).beliefs.delete(machine);
        return undefined;
      case 'machine-ended':
        this.#forget(machine);
        return undefined;
      case 'delivery-started':
        return this.#hearStart(entry, machine, atUs);
      default:
        return undefined;
    }
  }

  #grant(entry: LeaseGranted): void {
    const { grants } = this.#queues.of(entry);
    for (const [clientId, grant] of grants) if (clientId !== entry.clientId) grant.takenBy = entry.clientId;
    grants.set(entry.clientId, { isForgotten: false, takenBy: undefined });
  }

  /** A broker or a consumer. */
  #forget(machine: string): void {
    for (const { grants } of this.#queues.ofBroker(machine)) {
      for (const grant of grants.values()) grant.isForgotten = true;
    }
    for (const { beliefs } of this.#queues.all()) beliefs.delete(machine);
  }

  #hearStart(entry: DeliveryStarted, machine: string, atUs: number): Violation | undefined {
    const { topic = entry.topic, brokerName, queueId } = entry.place;
    const { grants, beliefs } = this.#queues.of({ topic, brokerName, queueId });
    const belief = beliefs.get(machine);
    const start = { entry, machine };
    if (belief === undefined) return violation(start, 'without a lease', 'which it knew it did not have');
    const ageMs = (atUs - belief.atUs) / 1000;
    if (ageMs > belief.validMs * (1 + CLOCK_ERROR)) {
      return violation(start, 'after its lease', `${ageMs} ms after it had got it for ${belief.validMs} ms`);
    }
    const grant = grants.get(belief.clientId);
    if (grant === undefined) return violation(start, 'never granted', 'which its broker never gave it');
    if (grant.takenBy === undefined || grant.isForgotten) return undefined;
    return violation(start, 'another has it', `which its broker had given to ${grant.takenBy} since`);
  }
}

interface Start {
  readonly entry: DeliveryStarted;
  readonly machine: string;
}

function violation({ entry, machine }: Start, kind: string, what: string): Violation {
  const { topic = entry.topic, brokerName, queueId, queueOffset } = entry.place;
  const queue = queueText({ topic, brokerName, queueId });
  return {
    oracle: NAME,
    message: `${machine} started a handler of offset ${queueOffset} under a lease of ${queue} ${what}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

export const handlerUnderLease: Oracle = {
  name: NAME,
  doc: 'In order, a handler starts only under a lease of its queue that its consumer has from the broker and nobody else got since.',
  evidence: ['ownership'],
  judge: () => new HandlerUnderLeaseJudge(),
};
