// Which acknowledged messages that ask for a delay a power loss, or a slave that takes the place of its master, may take. Such a message is not in the queue that its sender is told, so that its
// record is known by position; and what its broker makes of it later, the copy that is delivered or given back, may be lost as well. It
// judges nothing.

import type { MessageName, SendCompleted, SendInvoked } from './message-entry.ts';
import { MessageMap } from './message-map.ts';
import type { RecordEvidence } from './store-entry.ts';

export interface OpenDelayed {
  readonly bodyCrc: number;
  /** Its sender does not wait for the store. */
  readonly isHasty: boolean;
}

interface Waiting extends OpenDelayed {
  readonly name: MessageName;
}

/** Who takes records away, and whether it may. */
export interface Taking {
  mayTake(waiting: OpenDelayed): boolean;
  /** What a broker delivers on its own account: it waits for nothing. */
  readonly mayTakeCopies: boolean;
}

export class DelayedLosses {
  readonly #forgive: (message: MessageName, why: 'gone' | 'passed over') => void;
  readonly #open = new MessageMap<OpenDelayed>();
  /** By broker and position. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #lost = new Map<string, { readonly record: RecordEvidence; readonly taking: Taking }>();
  /** Acknowledged messages by the checksum of their body: where copies matter, each has a body of its own. */
  readonly #names = new Map<number, MessageName>();
  /** By broker and position. */
  readonly #copies = new Map<string, MessageName>();

  /** Checksums of the bodies of copies that came before their sender knew of them, where readers pass them over. */
  readonly #passedOver = new Set<number>();

  constructor(forgive: (message: MessageName, why: 'gone' | 'passed over') => void) {
    this.#forgive = forgive;
  }

  invoked(send: SendInvoked): void {
    this.#open.set(send, { bodyCrc: send.bodyCrc, isHasty: send.waitsForStore === false });
  }

  /** False: it does not ask for a delay. */
  answered(send: SendCompleted): boolean {
    const open = this.#open.get(send);
    if (open === undefined) return false;
    this.#open.delete(send);
    if (send.outcome !== 'acknowledged' || send.place === undefined) return true;
    const place = `${send.place.brokerName}/${send.place.position}`;
    const { bodyCrc, isHasty } = open;
    this.#names.set(bodyCrc, send);
    this.#waiting.set(place, { name: send, bodyCrc, isHasty });
    const lost = this.#lost.get(place);
    if (lost !== undefined && isOf(lost.record, bodyCrc) && lost.taking.mayTake(open))
      this.#forgive(send, 'gone');
    if (this.#passedOver.has(bodyCrc)) this.#forgive(send, 'passed over');
    return true;
  }

  /** A broker stored the record, which may be the copy of a delayed message; whoever reads its queue passes it over, or does not. */
  copyStored(broker: string, { bodyCrc, position }: RecordEvidence, isPassedOver: boolean): void {
    const name = this.#names.get(bodyCrc);
    if (name === undefined) {
      if (isPassedOver) this.#passedOver.add(bodyCrc);
      return;
    }
    this.#copies.set(`${broker}/${position}`, name);
    if (isPassedOver) this.#forgive(name, 'passed over');
  }

  lost(broker: string, record: RecordEvidence, taking: Taking): void {
    const place = `${broker}/${record.position}`;
    const waiting = this.#waiting.get(place);
    if (waiting !== undefined && isOf(record, waiting.bodyCrc) && taking.mayTake(waiting))
      this.#forgive(waiting.name, 'gone');
    const copied = this.#copies.get(place);
    if (copied !== undefined && taking.mayTakeCopies) this.#forgive(copied, 'gone');
    this.#waiting.delete(place);
    this.#copies.delete(place);
    this.#lost.set(place, { record, taking });
  }
}

function isOf(record: RecordEvidence, bodyCrc: number): boolean {
  return !record.isBodyAsSent || record.bodyCrc === bodyCrc;
}
