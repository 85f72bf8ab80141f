// Promise: the messages of one key are delivered to a group in the order in which they were sent, as far as first deliveries go.
//
// Why it matters: an order that is paid before it is created breaks every business built on it. Repetitions are not judged: a resend
// after a lost acknowledgement, a crash or a change of owner may replay a part of the sequence (facts 9.3 C3, 9.4 O2). It holds under
// strict order only, with a static list of queues (facts 6.7): the scenario must configure it. When the record that was acknowledged is not
// owed any more, only such a repetition is left of the message, and it is not judged, though it is the first delivery: retention removed that
// record, a power loss took it under asynchronous flush, or readers pass over it because it got a lost message's offset (legal-losses.ts). In the
// last case the record itself may come late too, to a reader that goes back.
//
// Smallest violating history: sent k/0, sent k/1; delivered k/1, delivered k/0.

import type { Recorded } from '../history/history.ts';
import { LegalLosses, type WhyForgiven } from './legal-losses.ts';
import type { DeliveryStarted, MessageEntry, QueuePlace } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';

const NAME = 'order-per-key';

interface Progress {
  /** Largest ordinal delivered so far, with its delivery. */
  largest: DeliveryStarted;
  readonly delivered: Set<number>;
}

class OrderPerKeyJudge implements Judge {
  /** By group, topic and key. */
  readonly #progress = new Map<string, Map<string, Map<string, Progress>>>();
  /** Where the acknowledged messages were stored. */
  readonly #places = new MessageMap<QueuePlace>();
  readonly #losses: LegalLosses;
  /** Messages whose acknowledged record nobody needs to deliver. */
  readonly #forgiven = new MessageMap<WhyForgiven>();

  constructor(promises: Promises) {
    this.#losses = new LegalLosses(promises, (message, why) => this.#forgiven.set(message, why));
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const { entry, machine } = recorded;
    this.#losses.hear(recorded);
    if (entry.kind === 'send-completed' && entry.outcome === 'acknowledged' && entry.place !== undefined)
      this.#places.set(entry, entry.place);
    return entry.kind === 'delivery-started' ? this.#hearDelivery(entry, machine) : undefined;
  }

  #hearDelivery(entry: DeliveryStarted, machine: string): Violation | undefined {
    const sequences = inner(inner(this.#progress, entry.group), entry.topic);
    const progress = sequences.get(entry.key);
    if (progress === undefined) {
      sequences.set(entry.key, { largest: entry, delivered: new Set([entry.ordinal]) });
      return undefined;
    }
    if (progress.delivered.has(entry.ordinal)) return undefined;
    progress.delivered.add(entry.ordinal);
    if (entry.ordinal < progress.largest.ordinal)
      return this.#isLeftover(entry) ? undefined : violation(entry, progress.largest, machine);
    progress.largest = entry;
    return undefined;
  }

  /** All that is left of a message that is not owed: another record than the acknowledged one, or one that readers had passed over. */
  #isLeftover(entry: DeliveryStarted): boolean {
    const why = this.#forgiven.get(entry);
    const place = this.#places.get(entry);
    if (why === 'passed over' || why === 'passed over after a promotion') return true;
    return why === 'gone' && place !== undefined && !isSame(place, entry.place);
  }
}

function inner<T>(outer: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let map = outer.get(key);
  if (map === undefined) {
    map = new Map();
    outer.set(key, map);
  }
  return map;
}

function isSame(left: QueuePlace, right: QueuePlace): boolean {
  return (
    left.brokerName === right.brokerName &&
    left.queueId === right.queueId &&
    left.queueOffset === right.queueOffset
  );
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
  judge: (promises) => new OrderPerKeyJudge(promises),
};
