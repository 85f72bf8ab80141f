// Which acknowledged messages that ask for a delay a power loss may take. Such a message is not in the queue that its sender is told, so that its
// record is known by position; and what its broker makes of it later, the copy that is delivered or given back, may be lost as well. It
// judges nothing.

import type { MessageName, SendCompleted, SendInvoked } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { RecordEvidence } from './store-entry.ts';

interface Waiting {
  readonly name: MessageName;
  readonly bodyCrc: number;
}

export class DelayedLosses {
  readonly #forgive: (message: MessageName) => void;
  /** Checksums of the bodies of open sends. */
  readonly #open = new MessageMap<number>();
  /** By broker and position. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #lost = new Map<string, RecordEvidence>();
  /** Acknowledged messages by the checksum of their body: where copies matter, each has a body of its own. */
  readonly #names = new Map<number, MessageName>();
  /** By broker and position. */
  readonly #copies = new Map<string, MessageName>();

  constructor(forgive: (message: MessageName) => void) {
    this.#forgive = forgive;
  }

  invoked(send: SendInvoked): void {
    this.#open.set(send, send.bodyCrc);
  }

  /** False: it does not ask for a delay. */
  answered(send: SendCompleted): boolean {
    const bodyCrc = this.#open.get(send);
    if (bodyCrc === undefined) return false;
    this.#open.delete(send);
    if (send.outcome !== 'acknowledged' || send.place === undefined) return true;
    const place = `${send.place.brokerName}/${send.place.position}`;
    this.#names.set(bodyCrc, send);
    this.#waiting.set(place, { name: send, bodyCrc });
    const lost = this.#lost.get(place);
    if (lost !== undefined && isOf(lost, bodyCrc)) this.#forgive(send);
    return true;
  }

  /** The acknowledged message of which the record is a copy. */
  copyStored(broker: string, { bodyCrc, position }: RecordEvidence): MessageName | undefined {
    const name = this.#names.get(bodyCrc);
    if (name !== undefined) this.#copies.set(`${broker}/${position}`, name);
    return name;
  }

  lost(broker: string, record: RecordEvidence): void {
    const place = `${broker}/${record.position}`;
    const waiting = this.#waiting.get(place);
    if (waiting !== undefined && isOf(record, waiting.bodyCrc)) this.#forgive(waiting.name);
    const copied = this.#copies.get(place);
    if (copied !== undefined) this.#forgive(copied);
    this.#waiting.delete(place);
    this.#copies.delete(place);
    this.#lost.set(place, record);
  }
}

function isOf(record: RecordEvidence, bodyCrc: number): boolean {
  return !record.isBodyAsSent || record.bodyCrc === bodyCrc;
}
