// What is known of delayed messages: which wait at a broker in the queue of a level, as its disk says, and where copies of them were
// delivered, as the broker says. It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { DelayedDelivered } from './delay-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import { type LogRecovered, queueKey, type RecordEvidence } from './store-entry.ts';

/** Where brokers keep messages until they are due: queue 0 has those of level 1. */
export const SCHEDULE_TOPIC = 'SCHEDULE_TOPIC_XXXX';

export interface DelayedMessage {
  readonly broker: string;
  readonly record: RecordEvidence;
  readonly storedAtUs: number;
  /**
   * False: a process died while it wrote the record, which may lack parts where records have no checksum of the whole. It may be
   * passed over, unless its sender was told that it is stored.
   */
  readonly isClaimed: boolean;
  /** Last time; undefined: not yet. */
  deliveredAtUs: number | undefined;
  copy: { readonly topic: string; readonly queueId: number; readonly offset: number | undefined } | undefined;
  /** A power loss took the copy, or a promotion, and no other was delivered since. */
  isCopyLost: boolean;
  /** The master that had it before the broker took its place: it set the time when the message is due. */
  origin?: Pick<DelayedMessage, 'storedAtUs' | 'deliveredAtUs'> & { readonly machine: string };
  /** Since when the broker's clock has shown that it is due; undefined: it is not. */
  dueSinceUs: number | undefined;
}

export class DelayLevelQueue {
  readonly broker: string;
  readonly level: number;
  readonly #messages = new Map<number, DelayedMessage>();
  /** Everything below was delivered. */
  #head = 0;
  #end = 0;
  deliveredAtUs = 0;

  constructor(broker: string, level: number) {
    this.broker = broker;
    this.level = level;
  }

  at(offset: number): DelayedMessage | undefined {
    return this.#messages.get(offset);
  }

  get entries(): Iterable<readonly [number, DelayedMessage]> {
    return this.#messages;
  }

  /** The first that waits. */
  get head(): DelayedMessage | undefined {
    while (this.#head < this.#end) {
      const message = this.#messages.get(this.#head);
      if (message?.isClaimed === true && message.deliveredAtUs === undefined) return message;
      this.#head += 1;
    }
    return undefined;
  }

  /** Those before the offset whose delivery lies before that time: a process that ended then may have forgotten it. */
  *deliveredBefore(offset: number, endedAtUs: number): Iterable<DelayedMessage> {
    for (const message of this.#messages.values()) {
      const { record, deliveredAtUs } = message;
      if (record.queueOffset < offset && deliveredAtUs !== undefined && deliveredAtUs <= endedAtUs)
        yield message;
    }
  }

  add(message: DelayedMessage): void {
    const { queueOffset } = message.record;
    this.#messages.set(queueOffset, message);
    this.#head = Math.min(this.#head, queueOffset);
    this.#end = Math.max(this.#end, queueOffset + 1);
  }

  remove(offset: number): void {
    this.#messages.delete(offset);
  }
}

export class DelayedMessages {
  readonly #queues = new Map<string, DelayLevelQueue>();
  /** By broker and position of the record that waits or waited. */
  readonly #byPosition = new Map<string, DelayedMessage>();
  /** The newest record by place: checksum of its body, and when it was stored. */
  readonly #bodies = new Map<string, { readonly crc: number; readonly storedAtUs: number }>();
  readonly #byCopy = new Map<string, DelayedMessage>();
  readonly #powerless = new Set<string>();

  get queues(): Iterable<DelayLevelQueue> {
    return this.#queues.values();
  }

  queue(broker: string, level: number): DelayLevelQueue {
    const key = `${broker}/${level}`;
    const queue = this.#queues.get(key) ?? new DelayLevelQueue(broker, level);
    this.#queues.set(key, queue);
    return queue;
  }

  /** The message whose record was stored there, whatever became of it. */
  storedAt(broker: string, position: number): DelayedMessage | undefined {
    return this.#byPosition.get(`${broker}/${position}`);
  }

  /** Checksum of the body of the newest record there. */
  bodyAt(broker: string, topic: string, queueId: number, offset: number): number | undefined {
    return this.#bodies.get(`${queueKey(broker, { topic, queueId })}/${offset}`)?.crc;
  }

  /** When the copy was stored: a broker may wait for slaves before it says that it has delivered. */
  copiedAtUs(broker: string, { topic, queueId, deliveredOffset }: DelayedDelivered): number | undefined {
    return this.#bodies.get(`${queueKey(broker, { topic, queueId })}/${deliveredOffset}`)?.storedAtUs;
  }

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'record-stored':
        this.#stored(machine, entry.record, { atUs, isClaimed: true });
        break;
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        break;
      case 'log-recovered':
        this.#recovered(machine, entry, atUs);
        break;
      case 'slave-promoted':
        this.#tookOver(machine, entry.instead);
        break;
      default:
        break;
    }
  }

  delivered(message: DelayedMessage, entry: DelayedDelivered, atUs: number): void {
    const { topic, queueId, deliveredOffset } = entry;
    message.deliveredAtUs = atUs;
    message.copy = { topic, queueId, offset: deliveredOffset };
    message.isCopyLost = false;
    this.queue(message.broker, entry.level).deliveredAtUs = atUs;
    this.#byCopy.set(`${queueKey(message.broker, { topic, queueId })}/${deliveredOffset}`, message);
  }

  #stored(
    broker: string,
    record: RecordEvidence,
    { atUs, isClaimed }: { readonly atUs: number; readonly isClaimed: boolean },
  ): void {
    if (!record.isQueued) return;
    this.#bodies.set(placeOf(broker, record), { crc: record.bodyCrc, storedAtUs: atUs });
    if (record.topic !== SCHEDULE_TOPIC) return;
    const message: DelayedMessage = {
      broker,
      record,
      storedAtUs: atUs,
      isClaimed,
      deliveredAtUs: undefined,
      copy: undefined,
      isCopyLost: false,
      dueSinceUs: undefined,
    };
    this.queue(broker, record.queueId + 1).add(message);
    this.#byPosition.set(`${broker}/${record.position}`, message);
  }

  /** What the old master had delivered counts at the new one, unless that lacks the copy. */
  #tookOver(machine: string, instead: string): void {
    for (const before of [...this.#queues.values()].filter(({ broker }) => broker === instead)) {
      const queue = this.queue(machine, before.level);
      for (const [offset, old] of before.entries) {
        const message = queue.at(offset);
        if (message === undefined || message.record.bodyCrc !== old.record.bodyCrc) continue;
        const { storedAtUs, deliveredAtUs } = old;
        message.origin = { machine: instead, storedAtUs, deliveredAtUs };
        message.deliveredAtUs = deliveredAtUs;
        message.copy = old.copy;
        message.isCopyLost = old.isCopyLost || !this.#hasCopy(machine, old);
        if (old.copy !== undefined && !message.isCopyLost) {
          this.#byCopy.set(`${queueKey(machine, old.copy)}/${old.copy.offset}`, message);
        }
      }
    }
  }

  #hasCopy(machine: string, { copy, record }: DelayedMessage): boolean {
    if (copy?.offset === undefined) return true;
    return this.bodyAt(machine, copy.topic, copy.queueId, copy.offset) === record.bodyCrc;
  }

  #recovered(broker: string, { lost, found }: LogRecovered, atUs: number): void {
    const hadPower = !this.#powerless.delete(broker);
    for (const record of lost) {
      const copied = this.#byCopy.get(placeOf(broker, record));
      if (copied !== undefined && !hadPower) copied.isCopyLost = true;
      this.#byCopy.delete(placeOf(broker, record));
      if (record.topic === SCHEDULE_TOPIC) this.queue(broker, record.queueId + 1).remove(record.queueOffset);
    }
    for (const record of found) this.#stored(broker, record, { atUs, isClaimed: false });
  }
}

function placeOf(broker: string, record: RecordEvidence): string {
  return `${queueKey(broker, record)}/${record.queueOffset}`;
}
