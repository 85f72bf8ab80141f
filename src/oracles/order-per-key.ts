// Promise: the messages of one key are delivered to a group in the order in which they were sent, as far as first deliveries go.
//
// Why it matters: an order that is paid before it is created breaks every business built on it. Repetitions are not judged: a resend
// after a lost acknowledgement, a crash or a change of owner may replay a part of the sequence (facts 9.3 C3, 9.4 O2). It holds under
// strict order only, with a static list of queues (facts 6.7): the scenario must configure it.
//
// Smallest violating history: sent k/0, sent k/1; delivered k/1, delivered k/0.

import type { Recorded } from '../history/history.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'order-per-key';

interface Progress {
  /** Largest ordinal delivered so far, with its delivery. */
  largest: DeliveryStarted;
  readonly delivered: Set<number>;
}

class OrderPerKeyJudge implements Judge {
  readonly #progress = new Map<string, Progress>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind !== 'delivery-started') return undefined;
    const sequence = `${entry.group}/${entry.topic}/${entry.key}`;
    const progress = this.#progress.get(sequence);
    if (progress === undefined) {
      this.#progress.set(sequence, { largest: entry, delivered: new Set([entry.ordinal]) });
      return undefined;
    }
    if (progress.delivered.has(entry.ordinal)) return undefined;
    progress.delivered.add(entry.ordinal);
    if (entry.ordinal < progress.largest.ordinal) return violation(entry, progress.largest, machine);
    progress.largest = entry;
    return undefined;
  }
}

function place({ place: { brokerName, queueId, queueOffset } }: DeliveryStarted): string {
  return `${brokerName} queue ${queueId} offset ${queueOffset}`;
}

function violation(late: DeliveryStarted, early: DeliveryStarted, machine: string): Violation {
  const isSameQueue =
    late.place.brokerName === early.place.brokerName && late.place.queueId === early.place.queueId;
  const message =
    `group ${late.group} got message ${late.ordinal} of key ${late.key} for the first time (${place(late)}, at ${machine}) ` +
    `after message ${early.ordinal} (${place(early)})`;
  const fingerprint = `${NAME}: ${isSameQueue ? 'within one queue' : 'across queues'}`;
  return { oracle: NAME, message, fingerprint };
}

export const orderPerKey: Oracle = {
  name: NAME,
  doc: 'First deliveries of a key reach a group in the order in which its messages were sent.',
  judge: () => new OrderPerKeyJudge(),
};
