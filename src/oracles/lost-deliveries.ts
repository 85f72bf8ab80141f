// Which delayed messages a power loss kept from their consumers, as RocketMQ documents: a broker does not wait for the flush of the copy that
// it delivers, so that the copy may be lost though the broker remembers that it has delivered (facts 9.1 D11; ScheduleMessageService.java sets
// WAIT to false). Known is the body of what was lost, as in lost-retries.ts. It excuses nobody; it says what happened.

import type { Recorded } from '../history/history.ts';
import { type MessageEntry, messageKey } from './message-entry.ts';
import { queueKey } from './store-entry.ts';

export class LostDeliveries {
  /** Text keys of messages by the checksum of their body. */
  readonly #names = new Map<number, string>();
  readonly #powerless = new Set<string>();
  /** What was delivered, by the place of its copy: broker, level and offset of the message. */
  readonly #copies = new Map<string, string>();
  /** Text keys of messages whose copy is lost, by what was delivered. */
  readonly #lost = new Map<string, string>();

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'send-invoked':
        if (entry.delayLevel !== undefined) this.#names.set(entry.bodyCrc, messageKey(entry));
        break;
      case 'delayed-delivered': {
        const delivered = `${machine}/${entry.level}/${entry.queueOffset}`;
        this.#copies.set(`${queueKey(machine, entry)}/${entry.deliveredOffset}`, delivered);
        this.#lost.delete(delivered);
        break;
      }
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        break;
      case 'log-recovered':
        if (!this.#powerless.delete(machine)) break;
        for (const record of entry.lost) {
          const delivered = this.#copies.get(`${queueKey(machine, record)}/${record.queueOffset}`);
          const message = record.isBodyAsSent ? this.#names.get(record.bodyCrc) : undefined;
          if (delivered !== undefined && message !== undefined) this.#lost.set(delivered, message);
        }
        break;
      default:
        break;
    }
  }

  /** Whether a power loss has taken its copy, and it was not delivered again since. */
  has(message: string): boolean {
    for (const lost of this.#lost.values()) if (lost === message) return true;
    return false;
  }
}
