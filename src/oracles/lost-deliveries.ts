// Which delayed messages a power loss kept from their consumers, or a slave that took the place of its master, as RocketMQ documents: a broker waits
// neither for the flush nor for slaves with the copy that it delivers, so that the copy may be lost though the broker remembers that it has
// delivered, and slaves have heard it (facts 9.1 D11; ScheduleMessageService.java sets WAIT to false). Known is the body of what was lost, as in
// lost-retries.ts. It excuses nobody; it says what happened.

import type { Recorded } from '../history/history.ts';
import { Masters } from './masters.ts';
import { type MessageEntry, messageKey } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import { ReplacedMasters } from './replaced-masters.ts';
import { queueKey, type RecordEvidence } from './store-entry.ts';

export class LostDeliveries {
  readonly #masters = new Masters();
  /** Undefined: nobody replaces any. */
  readonly #replaced: ReplacedMasters | undefined;
  /** Text keys of messages by the checksum of their body. */
  readonly #names = new Map<number, string>();
  readonly #powerless = new Set<string>();
  /** What was delivered, by the place of its copy: broker, level and offset of the message. */
  readonly #copies = new Map<string, string>();
  /** Text keys of messages whose copy is lost, by what was delivered. */
  readonly #lost = new Map<string, string>();

  constructor({ mastersMayBeReplaced }: Pick<Promises, 'mastersMayBeReplaced'>) {
    if (mastersMayBeReplaced) this.#replaced = new ReplacedMasters();
  }

  hear(recorded: Recorded<MessageEntry>): void {
    this.#masters.hear(recorded);
    const replacement = this.#replaced?.hear(recorded);
    if (replacement !== undefined) this.#hearLost(replacement.brokerName, replacement.lost);
    const { entry, machine } = recorded;
    switch (entry.kind) {
      case 'send-invoked':
        if (entry.delayLevel !== undefined) this.#names.set(entry.bodyCrc, messageKey(entry));
        break;
      case 'delayed-delivered': {
        const broker = this.#masters.brokerNameOf(machine) ?? machine;
        const delivered = `${broker}/${entry.level}/${entry.queueOffset}`;
        this.#copies.set(`${queueKey(broker, entry)}/${entry.deliveredOffset}`, delivered);
        this.#lost.delete(delivered);
        break;
      }
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        break;
      case 'log-recovered': {
        const broker = this.#masters.brokerNameOf(machine);
        if (this.#powerless.delete(machine) && broker !== undefined) this.#hearLost(broker, entry.lost);
        break;
      }
      default:
        break;
    }
  }

  #hearLost(broker: string, lost: readonly RecordEvidence[]): void {
    for (const record of lost) {
      const delivered = this.#copies.get(`${queueKey(broker, record)}/${record.queueOffset}`);
      const message = record.isBodyAsSent ? this.#names.get(record.bodyCrc) : undefined;
      if (delivered !== undefined && message !== undefined) this.#lost.set(delivered, message);
    }
  }

  /** Whether its copy was lost so, and it was not delivered again since. */
  has(message: string): boolean {
    for (const lost of this.#lost.values()) if (lost === message) return true;
    return false;
  }
}
