// Promise: what was given to a consumer never vanishes from its broker, and nothing else takes its place at that queue offset.
//
// Why it matters: the consumer has acted on it and may have committed the offset behind it. If the message goes and its offset is given to
// another, that other message is skipped for ever. The exception is RocketMQ's own (facts 9.2 L5): under asynchronous flush a power loss
// takes what was not flushed, also when somebody has read it.
//
// Smallest violating history: broker-0 stores offset 0, a reader gets it; broker-0 loses power and recovers without it.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { LogRecovered, RecordEvidence } from './store-entry.ts';

const NAME = 'delivered-stays';

/** What a queue has at one offset. */
interface Place {
  /** Undefined: what is stored is compressed, and cannot be compared with what is delivered. */
  readonly bodyCrc: number | undefined;
  delivery: DeliveryStarted | undefined;
}

class DeliveredStaysJudge implements Judge {
  readonly #promises: Promises;
  /** By queue and offset. */
  readonly #places = new BrokerQueues<Map<number, Place>>();
  /** Body checksums by queue and offset that a power loss took as it may: their deliveries can still be under way. */
  readonly #excepted = new BrokerQueues<Map<number, Set<number | undefined>>>();
  /** Machines that have lost power since they recovered last. */
  readonly #powerless = new Set<string>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    switch (entry.kind) {
      case 'record-stored':
        this.#hearRecord(machine, entry.record);
        return undefined;
      case 'delivery-started':
        return this.#hearDelivery(entry);
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        return undefined;
      case 'log-recovered':
        return this.#hearRecovered(machine, entry);
      default:
        return undefined;
    }
  }

  #hearRecord(broker: string, record: RecordEvidence): void {
    if (!record.isQueued) return;
    const bodyCrc = record.isBodyAsSent ? record.bodyCrc : undefined;
    const place = { bodyCrc, delivery: undefined };
    this.#places.obtain(broker, record, () => new Map()).set(record.queueOffset, place);
  }

  #hearDelivery(entry: DeliveryStarted): Violation | undefined {
    const { brokerName, queueId, queueOffset, topic = entry.topic } = entry.place;
    const queue = { topic, queueId };
    const place = this.#places.get(brokerName, queue)?.get(queueOffset);
    if (place !== undefined && (place.bodyCrc ?? entry.bodyCrc) === entry.bodyCrc) {
      place.delivery = entry;
      return undefined;
    }
    const excepted = this.#excepted.get(brokerName, queue)?.get(queueOffset);
    if (excepted?.has(entry.bodyCrc) === true || excepted?.has(undefined) === true) return undefined;
    const why =
      place === undefined ? 'nothing is stored there any more' : 'another message is stored there now';
    return violation(entry, 'gone when it was delivered', why);
  }

  #hearRecovered(broker: string, { lost, found }: LogRecovered): Violation | undefined {
    const isExcepted = this.#promises.flush === 'asynchronous' && this.#powerless.has(broker);
    this.#powerless.delete(broker);
    for (const record of lost) {
      const places = this.#places.get(broker, record);
      const delivery = places?.get(record.queueOffset)?.delivery;
      places?.delete(record.queueOffset);
      if (isExcepted) this.#except(broker, record);
      else if (delivery !== undefined) return violation(delivery, 'lost', 'a recovery has lost it since');
    }
    for (const record of found) this.#hearRecord(broker, record);
    return undefined;
  }

  #except(broker: string, record: RecordEvidence): void {
    const { queueOffset, bodyCrc, isBodyAsSent } = record;
    const offsets = this.#excepted.obtain(broker, record, () => new Map());
    const known = offsets.get(queueOffset) ?? new Set();
    offsets.set(queueOffset, known.add(isBodyAsSent ? bodyCrc : undefined));
  }
}

function violation(delivery: DeliveryStarted, kind: string, why: string): Violation {
  const { group, key, ordinal, place } = delivery;
  const where = `${place.brokerName} queue ${place.queueId} offset ${place.queueOffset}`;
  return {
    oracle: NAME,
    message: `group ${group} got message ${ordinal} of key ${key} from ${where}: ${why}`,
    fingerprint: `${NAME}: ${kind}`,
  };
}

export const deliveredStays: Oracle = {
  name: NAME,
  doc: 'What was given to a consumer never vanishes from its broker, and nothing else takes its queue offset.',
  judge: (promises) => new DeliveredStaysJudge(promises),
};
