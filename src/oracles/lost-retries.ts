// Which failed messages a power loss kept from coming again, as RocketMQ documents: a broker does not wait for the flush of what it stores on
// its own account, so that a message that it took back may be lost though the consumer, told that it is safe, has committed the offset behind
// it (facts 9.1 D11; AbstractSendMessageProcessor.java and ScheduleMessageService.java set WAIT to false). Known is the body of what was lost: a workload
// in which this matters gives each message a body of its own. It excuses nobody; it says what happened.

import type { Recorded } from '../history/history.ts';
import { isDeadLetterTopic, isRetryTopic } from '../messaging/message/topic-name.ts';
import { SCHEDULE_TOPIC } from '../messaging/store/dispatch-record.ts';
import { type DeliveryStarted, type MessageEntry, type MessageName, messageKey } from './message-entry.ts';
import type { LogRecovered, RecordEvidence } from './store-entry.ts';

export class LostRetries {
  /** Messages by the checksum of their body. */
  readonly #names = new Map<number, MessageName>();
  readonly #powerless = new Set<string>();
  /** Failed since they were delivered last, by group and message. */
  readonly #failed = new Set<string>();
  /** Text keys of messages of which a power loss took what was to come again. */
  readonly #lost = new Set<string>();

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'send-invoked':
        this.#names.set(entry.bodyCrc, entry);
        break;
      case 'delivery-started':
        if (this.#failed.size > 0) this.#hearDelivery(entry);
        break;
      case 'delivery-completed':
        if (!entry.isSuccess) this.#failed.add(`${entry.group}/${messageKey(entry)}`);
        break;
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        break;
      case 'log-recovered':
        if (this.#powerless.delete(machine)) this.#hearLoss(entry);
        break;
      default:
        break;
    }
  }

  /** Whether its last delivery to the group failed, and a power loss has taken the retry since. */
  has(group: string, message: string): boolean {
    return this.#failed.has(`${group}/${message}`) && this.#lost.has(message);
  }

  #hearDelivery(entry: DeliveryStarted): void {
    const message = messageKey(entry);
    this.#lost.delete(message);
    this.#failed.delete(`${entry.group}/${message}`);
  }

  #hearLoss({ lost }: LogRecovered): void {
    for (const record of lost) {
      const message = isOnTheWay(record) && record.isBodyAsSent ? this.#names.get(record.bodyCrc) : undefined;
      if (message !== undefined) this.#lost.add(messageKey(message));
    }
  }
}

function isOnTheWay({ topic }: RecordEvidence): boolean {
  return topic === SCHEDULE_TOPIC || isRetryTopic(topic) || isDeadLetterTopic(topic);
}
