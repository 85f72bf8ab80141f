// Promise: what was given to a consumer never vanishes from its broker, and nothing else takes its place at that queue offset.
//
// Why it matters: the consumer has acted on it and may have committed the offset behind it. If the message goes and its offset is given to
// another, that other message is skipped for ever. The exceptions are RocketMQ's own (facts 9.2 L5): under asynchronous flush a power loss
// takes what was not flushed, also when somebody has read it; and where a slave takes the place of a master, what it has not is gone, unless the
// design promises that readers see nothing but what is copied; and where all copies are lost at once, all is gone.
//
// What a slave loses it gets again; a broker is the machine that is its master. Slaves may deliver, what their master has.
//
// Smallest violating history: broker-0 stores offset 0, a reader gets it; broker-0 loses power and recovers without it.

import type { Recorded } from '../history/history.ts';
import { BrokerQueues } from './broker-queues.ts';
import { Masters } from './masters.ts';
import type { DeliveryStarted, MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';
import type { GroupLost, SlavePromoted } from './promotion-entry.ts';
import type { LogRecovered, QueueName, RecordEvidence } from './store-entry.ts';

const NAME = 'delivered-stays';

/** What a queue has at one offset. */
interface Place {
  /** Undefined: what is stored is compressed, and cannot be compared with what is delivered. */
  readonly bodyCrc: number | undefined;
  /** Of what the machine delivered as a master. */
  delivery: DeliveryStarted | undefined;
}

class DeliveredStaysJudge implements Judge {
  readonly #promises: Promises;
  readonly #masters = new Masters();
  /** By machine, queue and offset. */
  readonly #places = new BrokerQueues<Map<number, Place>>();
  /** Body checksums by queue and offset of a broker that were taken as they may be: their deliveries can still be under way. */
  readonly #excepted = new BrokerQueues<Map<number, Set<number | undefined>>>();
  /** Machines that have lost power since they recovered last. */
  readonly #powerless = new Set<string>();
  /** Machines with an empty disk, until they start: what a master had then is compared with what takes its place. */
  readonly #wiped = new Set<string>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    const { entry, machine } = recorded;
    this.#masters.hear(recorded);
    switch (entry.kind) {
      case 'record-stored':
        this.#hearRecord(machine, entry.record);
        return undefined;
      case 'delivery-started':
        return this.#hearDelivery(entry);
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        if (entry.how === 'disk-wiped') this.#wiped.add(machine);
        return undefined;
      case 'log-recovered':
        return this.#hearRecovered(machine, entry);
      case 'slave-promoted':
        return this.#hearPromoted(machine, entry);
      case 'group-lost':
        this.#hearLost(machine, entry);
        return undefined;
      default:
        return undefined;
    }
  }

  #hearRecord(machine: string, record: RecordEvidence): void {
    if (!record.isQueued) return;
    const bodyCrc = record.isBodyAsSent ? record.bodyCrc : undefined;
    const place = { bodyCrc, delivery: undefined };
    this.#places.obtain(machine, record, () => new Map()).set(record.queueOffset, place);
  }

  #hearDelivery(entry: DeliveryStarted): Violation | undefined {
    const { brokerName, queueId, queueOffset, topic = entry.topic } = entry.place;
    const queue = { topic, queueId };
    const place = this.#places.get(this.#masters.machineOf(brokerName), queue)?.get(queueOffset);
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

  #hearRecovered(machine: string, { lost, found }: LogRecovered): Violation | undefined {
    this.#forgetWiped(machine);
    const isExcepted = this.#promises.flush === 'asynchronous' && this.#powerless.has(machine);
    this.#powerless.delete(machine);
    const broker = this.#masters.brokerNameOf(machine);
    for (const record of lost) {
      const places = this.#places.get(machine, record);
      const delivery = places?.get(record.queueOffset)?.delivery;
      places?.delete(record.queueOffset);
      if (broker === undefined) continue;
      const { queueOffset, bodyCrc, isBodyAsSent } = record;
      if (isExcepted) this.#except(broker, record, queueOffset, isBodyAsSent ? bodyCrc : undefined);
      else if (delivery !== undefined) return violation(delivery, 'lost', 'a recovery has lost it since');
    }
    for (const record of found) this.#hearRecord(machine, record);
    return undefined;
  }

  /** What the old master has and the new one has not. */
  #hearPromoted(machine: string, { brokerName, instead }: SlavePromoted): Violation | undefined {
    this.#forgetWiped(machine);
    for (const [queue, before] of this.#places.of(instead)) {
      const now = this.#places.obtain(machine, queue, () => new Map());
      for (const [queueOffset, { bodyCrc, delivery }] of before) {
        const place = now.get(queueOffset);
        if (place !== undefined && place.bodyCrc === bodyCrc) place.delivery ??= delivery;
        else if (delivery === undefined || this.#promises.readersSee === 'stored')
          this.#except(brokerName, queue, queueOffset, bodyCrc);
        else return violation(delivery, 'taken by a promotion', `${machine}, the master now, never had it`);
      }
    }
    return undefined;
  }

  #hearLost(machine: string, { brokerName }: GroupLost): void {
    for (const [queue, before] of this.#places.of(machine)) {
      for (const [queueOffset, { bodyCrc }] of before) this.#except(brokerName, queue, queueOffset, bodyCrc);
    }
    this.#places.forget(machine);
  }

  #forgetWiped(machine: string): void {
    if (this.#wiped.delete(machine)) this.#places.forget(machine);
  }

  #except(broker: string, queue: QueueName, queueOffset: number, bodyCrc: number | undefined): void {
    const offsets = this.#excepted.obtain(broker, queue, () => new Map());
    const known = offsets.get(queueOffset) ?? new Set();
    offsets.set(queueOffset, known.add(bodyCrc));
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
