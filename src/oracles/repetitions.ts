// Tells why a message is delivered to a group once more, from what was observed before (facts 9.3 C3). It judges nothing.
//
// Another try of a message that failed is no repetition: it comes with one failure more, once per failure.

import type { Recorded } from '../history/history.ts';
import {
  type DeliveryCompleted,
  type DeliveryStarted,
  type MessageEntry,
  type MessageName,
  messageKey,
  type QueuePlace,
} from './message-entry.ts';

/**
 * `consumer-ended`: the member that had it ended before the commit. `rebalance`: the queue changed hands. `sent-again`: a producer or its user
 * did not know how a send ended and sent again. `taken-back-twice`: a broker took back a failed message and its answer was lost.
 * `handler-expired`: it was given back while its handler ran. `delivered-late-twice`: a broker ended before it had saved how far its delayed
 * deliveries were. `repetition-failed`: a repetition failed too, and each failure has a retry of its own.
 */
export type RepetitionCause =
  | 'consumer-ended'
  | 'rebalance'
  | 'sent-again'
  | 'taken-back-twice'
  | 'handler-expired'
  | 'delivered-late-twice'
  | 'repetition-failed';

export type Repetition =
  | { readonly kind: 'first' | 'retry' }
  | { readonly kind: 'repetition'; readonly cause: RepetitionCause | undefined };

interface Earlier {
  readonly number: number;
  readonly machine: string;
  readonly place: QueuePlace;
}

/** What is known of a message at one number of failures. */
interface Step {
  readonly deliveries: Earlier[];
  /** Numbers of the entries. */
  failures: number;
  firstFailedAt: number;
  isUnanswered: boolean;
  hasExpired: boolean;
}

interface OpenSend {
  readonly machine: string;
  readonly message: string;
}

const FIRST: Repetition = { kind: 'first' };
const RETRY: Repetition = { kind: 'retry' };

export class Repetitions {
  /** By group and message, then by failures before. */
  readonly #steps = new Map<string, Map<number, Step>>();
  /** Number of the entry in which a machine ended last. */
  readonly #endedAt = new Map<string, number>();
  /** By member and queue: number of the entry in which it took the queue last. */
  readonly #takenAt = new Map<string, number>();
  readonly #openSends = new Map<string, OpenSend>();
  readonly #sends = new Set<string>();
  /** Messages that were sent in more than one attempt. */
  readonly #sentAgain = new Set<string>();

  /** Of a delivery that begins: what it is; undefined for all other entries. */
  hear(recorded: Recorded<MessageEntry>): Repetition | undefined {
    const { entry, machine, number } = recorded;
    switch (entry.kind) {
      case 'delivery-started':
        return this.#hearDelivery(entry, machine, number);
      case 'delivery-completed':
        if (!entry.isSuccess) this.#hearFailure(entry, number);
        break;
      case 'return-unanswered':
        this.#step(entry, entry.reconsumeTimes).isUnanswered = true;
        break;
      case 'handler-expired':
        this.#step(entry, entry.reconsumeTimes).hasExpired = true;
        break;
      case 'machine-ended':
        this.#endedAt.set(machine, number);
        break;
      case 'queue-taken':
        this.#takenAt.set(`${machine}/${placeText(entry.topic, entry)}`, number);
        break;
      default:
        this.#hearSend(recorded);
    }
    return undefined;
  }

  #hearSend({ entry, machine }: Recorded<MessageEntry>): void {
    if (entry.kind === 'send-invoked') {
      const message = messageKey(entry);
      if (this.#sends.has(message)) this.#sentAgain.add(message);
      this.#sends.add(message);
      this.#openSends.set(message, { machine, message });
    } else if (entry.kind === 'send-completed') {
      this.#openSends.delete(messageKey(entry));
    } else if (entry.kind === 'send-repeated') {
      for (const open of this.#openSends.values())
        if (open.machine === machine) this.#sentAgain.add(open.message);
    }
  }

  #hearFailure(entry: DeliveryCompleted, number: number): void {
    const step = this.#step(entry, entry.reconsumeTimes ?? 0);
    step.failures += 1;
    step.firstFailedAt = Math.min(step.firstFailedAt, number);
  }

  #hearDelivery(entry: DeliveryStarted, machine: string, number: number): Repetition {
    const times = entry.reconsumeTimes ?? 0;
    const step = this.#step(entry, times);
    const before = times === 0 ? undefined : this.#step(entry, times - 1);
    const found =
      step.deliveries.length === 0 ? firstOf(before) : this.#repetition(entry, machine, step, before);
    step.deliveries.push({ number, machine, place: entry.place });
    return found;
  }

  #repetition(entry: DeliveryStarted, machine: string, step: Step, before: Step | undefined): Repetition {
    const same = step.deliveries.findLast(({ place }) => isSame(place, entry.place));
    if (same !== undefined) return { kind: 'repetition', cause: this.#causeOfReading(same, machine, entry) };
    const cause = before === undefined ? this.#causeOfCopy(entry) : this.#causeOfReturn(before, step, entry);
    return { kind: 'repetition', cause };
  }

  /** The same record was read twice. */
  #causeOfReading(earlier: Earlier, machine: string, entry: DeliveryStarted): RepetitionCause | undefined {
    if ((this.#endedAt.get(earlier.machine) ?? 0) > earlier.number) return 'consumer-ended';
    if (earlier.machine !== machine) return 'rebalance';
    const queue = placeText(entry.place.topic ?? entry.topic, entry.place);
    return (this.#takenAt.get(`${machine}/${queue}`) ?? 0) > earlier.number ? 'rebalance' : undefined;
  }

  #causeOfCopy(entry: DeliveryStarted): RepetitionCause | undefined {
    return this.#sentAgain.has(messageKey(entry)) ? 'sent-again' : undefined;
  }

  /** A failure of its own for each, or one that came back twice. */
  #causeOfReturn(before: Step, step: Step, entry: DeliveryStarted): RepetitionCause | undefined {
    if (before.isUnanswered) return 'taken-back-twice';
    const returned = step.deliveries.filter(({ place }) => place.topic !== undefined);
    const records = new Set(returned.map(({ place }) => `${placeText('', place)}/${place.queueOffset}`));
    if (before.failures > records.size) return 'repetition-failed';
    if (before.hasExpired) return 'handler-expired';
    const hasBrokerEnded = (this.#endedAt.get(entry.place.brokerName) ?? 0) > before.firstFailedAt;
    return hasBrokerEnded ? 'delivered-late-twice' : undefined;
  }

  #step(entry: MessageName & { readonly group: string }, times: number): Step {
    const message = `${entry.group}/${entry.topic}/${entry.key}/${entry.ordinal}`;
    let steps = this.#steps.get(message);
    if (steps === undefined) {
      steps = new Map();
      this.#steps.set(message, steps);
    }
    let step = steps.get(times);
    if (step === undefined) {
      step = {
        deliveries: [],
        failures: 0,
        firstFailedAt: Number.POSITIVE_INFINITY,
        isUnanswered: false,
        hasExpired: false,
      };
      steps.set(times, step);
    }
    return step;
  }
}

function placeText(
  topic: string,
  { brokerName, queueId }: Pick<QueuePlace, 'brokerName' | 'queueId'>,
): string {
  return `${topic}/${brokerName}/${queueId}`;
}

function isSame(left: QueuePlace, right: QueuePlace): boolean {
  return (
    left.queueOffset === right.queueOffset &&
    left.queueId === right.queueId &&
    left.brokerName === right.brokerName &&
    left.topic === right.topic
  );
}

/** The first delivery with this number of failures: a retry, if the message has failed, or was given back while its handler ran. */
function firstOf(before: Step | undefined): Repetition {
  if (before === undefined) return FIRST;
  if (before.deliveries.length === 0 || before.failures > 0) return RETRY;
  return { kind: 'repetition', cause: before.hasExpired ? 'handler-expired' : undefined };
}
